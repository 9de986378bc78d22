/** The `engines` of package.json. */
const least = [22, 19] as const;

/** What to tell a person whose Node lacks parts that twigkit is built on; undefined when it has them. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined;
  return `twigkit needs Node ${least.join('.')} or later, and this is ${version}.\nInstall a newer one from nodejs.org, or with the version manager that you use.`;
}
