/**
 * Opens the issuer's page in a browser of the user's: in the desktop window the system's, else a new
 * tab. SECURITY: without an opener, the page has no hold on the console.
 */
export function openBrowser(url: string | null): void {
  if (url !== null) window.open(url, '_blank', 'noopener')
}
