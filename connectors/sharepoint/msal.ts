/** The library behind a file of its own: a bundle can load this lazily, but not a CommonJS package. */
export { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node';
