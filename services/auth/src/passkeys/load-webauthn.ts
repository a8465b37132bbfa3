/** The library is loaded for the first passkey: with what it needs to read certificates it is a sixth of what auth loads otherwise. */
export const loadWebAuthn = () => import('@simplewebauthn/server');
