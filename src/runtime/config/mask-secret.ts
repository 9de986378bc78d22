/**
 * A secret so that a person recognises it and nobody can use it: the public prefix of a Twig key, and
 * the last 4 characters when more than 12 are secret.
 */
export function maskSecret(secret: string): string {
  const prefix = /^twigsk_(live|test)_/.exec(secret)?.[0] ?? '';
  const hidden = secret.slice(prefix.length);
  return `${prefix}…${hidden.length > 12 ? hidden.slice(-4) : ''}`;
}

/** An address without its credentials and query values, which may be secrets. */
export function maskAddress(address: string): string {
  return address
    .replace(/(:\/\/)([^/@\s]*)@/, (_, slashes: string, login: string) => {
      const user = login.split(':')[0] ?? '';
      return `${slashes}${login.includes(':') ? `${user}:…` : '…'}@`;
    })
    .replace(/([?&][^=&#\s]+=)[^&#\s]+/g, '$1…');
}
