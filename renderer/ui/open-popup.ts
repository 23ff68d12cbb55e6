/** Menus, lists and dialogs; a toast has a dialog's role too, but asks for nothing. */
const popups = ['[role="menu"]', '[role="dialog"]', '[role="alertdialog"]']
  .map((popup) => `${popup}:not(.toast)`)
  .join(', ')

/** Whether something floats above the page that takes the keys first. */
export function popupIsOpen(): boolean {
  return document.querySelector(popups) !== null
}
