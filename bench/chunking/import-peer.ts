/** A package of `bench/node_modules`; undefined when it is not installed there. */
export async function importPeer<Module>(specifier: string): Promise<Module | undefined> {
  try {
    // The caller names the part of the package's documented surface that it uses.
    return (await import(specifier)) as Module;
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing && error.message.includes(specifier.split('/')[0] ?? specifier)) return undefined;
    throw error;
  }
}
