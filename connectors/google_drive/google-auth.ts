/** The library behind a file of its own: a bundle can load this lazily, but not a CommonJS package. */
export { JWT, OAuth2Client } from 'google-auth-library';
