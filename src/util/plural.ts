/** `1 chunk`, `2 chunks`, `1,170 pages`. */
export function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : several}`;
}
