/** What ids are called, looked up beforehand. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
}
