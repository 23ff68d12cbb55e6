/** The two ways across: the console asks, the issuer pushes. Known to main and preload alone. */
export const callChannel = 'latchkey:call'
export const changeChannel = 'latchkey:change'
