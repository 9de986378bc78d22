import type { FakeFile } from './state.ts';

/** The part of Drive's query language that is understood here; undefined for the rest. */
export function matcher(q: string): ((file: FakeFile) => boolean) | undefined {
  const tests = (q === '' ? [] : q.split(' and ')).map((clause) => {
    const [, sign, mimeType] = /^mimeType (=|!=) '([^']+)'$/.exec(clause) ?? [];
    if (mimeType !== undefined) {
      return (file: FakeFile) => (file.mimeType === mimeType) === (sign === '=');
    }
    const parents = parentsIn(clause);
    if (parents !== undefined) return (file: FakeFile) => parents.includes(file.parent ?? '');
    const [, trashed] = /^trashed = (true|false)$/.exec(clause) ?? [];
    if (trashed !== undefined) return (file: FakeFile) => file.trashed === (trashed === 'true');
    return undefined;
  });
  if (tests.includes(undefined)) return undefined;
  return (file) => tests.every((test) => test?.(file));
}

/** Of `'a' in parents`, or of several such with `or` between, in brackets. */
function parentsIn(clause: string): readonly string[] | undefined {
  const inner = /^\((.*)\)$/.exec(clause)?.[1] ?? clause;
  const ids = inner.split(' or ').map((one) => /^'([^']+)' in parents$/.exec(one)?.[1]);
  return ids.every((id) => id !== undefined) ? ids : undefined;
}
