import type * as z from 'zod';

/** Every fault of an input at once: path -> what is wrong there. */
export function faultsOf(error: z.ZodError): Readonly<Record<string, string>> {
  const faults = new Map<string, string>();
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.') || 'body';
    if (!faults.has(path)) faults.set(path, issue.message);
  }
  return Object.fromEntries(faults);
}
