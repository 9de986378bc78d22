/** All of it is content, and nothing is taken for the furniture of a page. */
export function asContent(html: string): string {
  return `<!doctype html><meta charset="utf-8"><main class="twigkit-content">${html}</main>`;
}
