const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
}

/** All of it is content, and nothing is taken for the furniture of a page. */
export function asContent(html: string): string {
  return `<!doctype html><meta charset="utf-8"><main class="twigkit-content">${html}</main>`;
}
