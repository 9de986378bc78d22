import { SkipDocumentError } from '#kit';

/** A few lines of `key value`, the version first; a page that shows a pointer has other lines too. */
const pattern =
  /^version https?:\/\/\S+\n(?:[\w.-]+ \S+\n)*oid sha256:([0-9a-f]{64})\n(?:[\w.-]+ \S+\n)*size \d+\s*$/;

/** The object that a Git LFS pointer stands for, by its hash; undefined for any other content. */
export function lfsObject(bytes: Buffer): string | undefined {
  return bytes.length < 1024 ? pattern.exec(bytes.toString('latin1'))?.[1] : undefined;
}

/** What a document ends with of which only the pointer is here. */
export function onlyPointer(id: string): SkipDocumentError {
  return new SkipDocumentError(`${id} was not read: only its Git LFS pointer is here.`, {
    code: 'lfs_pointer',
    hint: 'Run "git lfs pull", or set "lfs: true" on actions/checkout.',
  });
}
