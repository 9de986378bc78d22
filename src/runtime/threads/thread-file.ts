/**
 * Where the code of a thread lies. From source it is a file beside the caller; built, it is an entry
 * of its own in the folder of the bundle, and the caller lies there too or in `chunks/` below it.
 *
 * @param name of the thread's file, without its extension; the same in source and in the build
 * @param source of the caller's module, relative: `./convert-thread.ts`
 * @param importer `import.meta.url` of the caller
 */
export function threadFile(name: string, source: string, importer: string): URL {
  if (importer.endsWith('.ts')) return new URL(source, importer);
  const inChunks = new URL('.', importer).pathname.endsWith('/chunks/');
  return new URL(`${inChunks ? '../' : './'}${name}.js`, importer);
}
