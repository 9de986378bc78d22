/** The engine's worker as a module; it is handed over whole and never looked into. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs' {
  export const WorkerMessageHandler: unknown;
}
