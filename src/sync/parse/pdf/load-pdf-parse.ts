import { fileURLToPath } from 'node:url';

/** The slice of `pdf-parse` that is used here. */
export interface PdfDocument {
  getText(options: {
    readonly partial: number[];
    readonly pageJoiner: string;
    readonly cellSeparator: string;
  }): Promise<{ readonly total: number; readonly pages: readonly { readonly text: string }[] }>;
  getInfo(): Promise<{ readonly info?: unknown; readonly outline?: unknown }>;
  destroy(): Promise<void>;
}

/** Takes the memory of its argument away. */
export type OpenPdf = (bytes: Uint8Array) => PdfDocument;

let loading: Promise<OpenPdf> | undefined;

/**
 * Loads the library on first use. Its engine wants browser classes that reading text never touches,
 * and would look for its worker beside the bundle; both are given to it before it starts.
 */
export function loadPdfParse(): Promise<OpenPdf> {
  loading ??= load();
  return loading;
}

async function load(): Promise<OpenPdf> {
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) {
    if (!(name in globalThis)) Object.assign(globalThis, { [name]: class {} });
  }
  const pdfjsWorker = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  if (!('pdfjsWorker' in globalThis)) Object.assign(globalThis, { pdfjsWorker });
  const { PDFParse } = await withoutCanvasWarnings(() => import('pdf-parse'));
  const characterMaps = characterMapFolder();
  return (bytes) =>
    new PDFParse({
      data: bytes,
      verbosity: 0,
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      stopAtErrors: false,
      ...(characterMaps !== undefined && { cMapUrl: characterMaps, cMapPacked: true }),
    });
}

/** Tables for Chinese, Japanese and Korean fonts; a bundle has no packages beside it. */
function characterMapFolder(): string | undefined {
  try {
    return fileURLToPath(new URL('./cmaps/', import.meta.resolve('pdfjs-dist/package.json')));
  } catch {
    return undefined;
  }
}

/** Drawing needs a native package that reading does not; its absence is no news to anyone. */
async function withoutCanvasWarnings<Value>(work: () => Promise<Value>): Promise<Value> {
  const { warn, log } = console;
  const filtered =
    (print: typeof warn) =>
    (...parts: readonly unknown[]) => {
      if (!/canvas|polyfill/.test(String(parts[0]))) print(...parts);
    };
  Object.assign(console, { warn: filtered(warn), log: filtered(log) });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, log });
  }
}
