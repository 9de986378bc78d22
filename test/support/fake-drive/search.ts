import type { FakeFile } from './state.ts';

/** The part of Drive's query language that is understood here; undefined for the rest. */
export function matcher(q: string): ((file: FakeFile) => boolean) | undefined {
  const tests = (q === '' ? [] : q.split(' and ')).map((clause) => {
    const [, sign, mimeType] = /^mimeType (=|!=) '([^']+)'$/.exec(clause) ?? [];
    if (mimeType !== undefined) {
      return (file: FakeFile) => (file.mimeType === mimeType) === (sign === '=');
    }
    const [, parent] = /^'([^']+)' in parents$/.exec(clause) ?? [];
    if (parent !== undefined) return (file: FakeFile) => file.parent === parent;
    const [, trashed] = /^trashed = (true|false)$/.exec(clause) ?? [];
    if (trashed !== undefined) return (file: FakeFile) => file.trashed === (trashed === 'true');
    return undefined;
  });
  if (tests.includes(undefined)) return undefined;
  return (file) => tests.every((test) => test?.(file));
}
