import { type Content, type HttpResponse, RetryError, SkipDocumentError } from '#kit';
import type { Corpus, DriveApi } from './api.ts';
import { downloadLarge } from './download-large.ts';
import type { DriveContext } from './drive-context.ts';
import { byteCountOf, type ExportForm, exportForm, slidesType, xlsx } from './kinds.ts';
import { plainMarkdown } from './plain-markdown.ts';
import { refusal, whatItSaid } from './refusal.ts';
import type { DriveFile } from './schemas.ts';
import { slidesText } from './slides-text.ts';

/** The content of a file: as it was uploaded, or as Google exports its own kinds. */
export async function loadFile(
  api: DriveApi,
  context: DriveContext,
  { corpus, file }: { readonly corpus: Corpus; readonly file: DriveFile },
  signal: AbortSignal,
): Promise<Content> {
  const form = exportForm(file.mimeType);
  if (form) return loadExport(api, context, { corpus, file, form }, signal);
  const answer = await api.media(corpus, file, context.config.maxFileBytes, signal);
  if (answer.status !== 200) throw notHad(answer, file);
  const announced = byteCountOf(file.size);
  if (announced !== undefined && answer.body.byteLength !== announced) {
    throw new RetryError(
      `"${file.name}" (${file.id}) has ${announced} bytes, but ${answer.body.byteLength} came.`,
      { code: 'incomplete_file', hint: 'It may have changed meanwhile; the next sync reads it.' },
    );
  }
  return { as: 'bytes', mediaType: file.mimeType, name: file.name, bytes: answer.body };
}

export interface ExportOf {
  readonly corpus: Corpus;
  readonly file: DriveFile;
  readonly form: ExportForm;
}

async function loadExport(
  api: DriveApi,
  context: DriveContext,
  exported: ExportOf,
  signal: AbortSignal,
): Promise<Content> {
  const { corpus, file, form } = exported;
  const { mediaType, extension } = form;
  const { maxFileBytes: maxBytes, hasDeepLinks } = context.config;
  if (file.mimeType === slidesType && hasDeepLinks) {
    const found = await api.editors.slides(corpus, file, signal);
    if (found) return { as: 'text', mediaType: 'text/markdown', ...slidesText(found) };
  }
  let answer = await api.exported(corpus, file, mediaType, { maxBytes, signal });
  if (answer.status === 403 && whatItSaid(answer).reason === 'exportSizeLimitExceeded') {
    answer = await downloadLarge(api, context, exported, signal);
  } else if (answer.status !== 200) {
    throw notHad(answer, file);
  } else {
    checkKind(answer, exported);
  }
  const { body } = answer;
  if (mediaType === 'text/markdown') {
    const { text, pictureCount } = plainMarkdown(new TextDecoder().decode(body));
    const lost = Array.from({ length: pictureCount }, () => 'picture');
    // What Markdown makes up of a heading leads nowhere in Google's editor.
    const anchors = (hasDeepLinks && (await api.editors.headings(corpus, file, signal))) || [];
    return { as: 'text', mediaType, text, anchors, ...(lost.length > 0 && { lost }) };
  }
  const anchors =
    (mediaType === xlsx && hasDeepLinks && (await api.editors.sheets(corpus, file, signal))) || [];
  return { as: 'bytes', mediaType, name: `${file.name}${extension}`, bytes: body, anchors };
}

/** A login page or an empty answer of a proxy is no document. */
function checkKind({ headers, body }: HttpResponse, { file, form }: ExportOf): void {
  const kind = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isMarkdown = form.mediaType === 'text/markdown' && /^text\/(?:x-)?markdown$/.test(kind);
  if (isMarkdown || kind === form.mediaType || kind === 'application/octet-stream') return;
  const named = kind === '' ? 'an unnamed kind' : kind;
  throw new RetryError(
    `The export of "${file.name}" (${file.id}) is ${named} (${body.byteLength} bytes), not ${form.mediaType}.`,
    {
      code: 'bad_answer',
      hint: 'A proxy may stand in front of Google: try the address in base_url.',
    },
  );
}

/** A file that is gone fails alone: the listing will say so. */
function notHad(answer: HttpResponse, file: DriveFile): Error {
  const what = `the content of "${file.name}" (${file.id})`;
  if (answer.status !== 404) return refusal(answer, what);
  return new SkipDocumentError(`Google Drive has ${what} no more, or not for this account.`, {
    code: 'not_found',
  });
}
