/** Who may read a document, as a push carries it. */
export type ReaderList =
  | { readonly kind: 'public' }
  | {
      readonly kind: 'restricted';
      readonly all_of: readonly (readonly Reader[])[];
    };

export interface Reader {
  readonly source: string;
  readonly kind: string;
  readonly id: string;
}

/**
 * Whether somebody who is all of `readers` may read a document. Unknown is denied; `everyone` in a
 * list admits anyone of that source.
 */
export function mayRead(acl: ReaderList | undefined, readers: readonly Reader[]): boolean {
  if (!acl) return false;
  if (acl.kind === 'public') return true;
  return acl.all_of.every((list) =>
    list.some((allowed) =>
      readers.some(
        (reader) =>
          reader.source === allowed.source &&
          (allowed.kind === 'everyone' ||
            (reader.kind === allowed.kind && reader.id === allowed.id)),
      ),
    ),
  );
}
