export interface Interpolated {
  readonly text: string;
  readonly faults: readonly InterpolationFault[];
}

export interface InterpolationFault {
  /** As it is written: `${TWIG_API_KEY}`. */
  readonly reference: string;
  /** What is wrong with it and what to write; follows the words `found "${…}", `. */
  readonly message: string;
}

/**
 * Puts environment variables into one text: `${NAME}`, `${NAME:-default}`, and `$${` for a literal
 * `${`. A variable that is set but empty counts as not set, as in a shell. Values are not looked at
 * again, so a value that contains `${` stays as it is.
 */
export function interpolate(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Interpolated {
  const faults: InterpolationFault[] = [];
  const replaced = text.replace(
    /\$\$\{|\$\{([^{}]*)\}|\$\{[^{}]*/g,
    (reference: string, inside: string | undefined) => {
      if (reference === `$\${`) return `\${`;
      const result = resolve(inside, env);
      if (typeof result === 'string') return result;
      faults.push({ reference, message: result.fault });
      return reference;
    },
  );
  return { text: replaced, faults };
}

/** Names that a file refers to, found without reading its structure. */
export function referencedVariables(text: string): readonly string[] {
  const names = [...text.matchAll(/\$\{([A-Za-z_]\w*)/g)].map((match) => match[1] ?? '');
  return [...new Set(names)];
}

function resolve(
  inside: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | { readonly fault: string } {
  if (inside === undefined) {
    return { fault: `expected "}" after the name. Write: "$\${" where a literal "\${" is meant` };
  }
  const [, name, fallback] = /^([A-Za-z_]\w*)(?::-([\s\S]*))?$/.exec(inside) ?? [];
  if (name === undefined) {
    return {
      fault: `expected the name of an environment variable. Write: "\${NAME}", "\${NAME:-default}", or "$\${" where a literal "\${" is meant`,
    };
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && value !== '') return value;
  if (fallback !== undefined) return fallback;
  const state = value === '' ? 'set but empty' : 'not set';
  return {
    fault: `but the environment variable ${name} is ${state}. Set ${name}, or write a default: "\${${name}:-…}"`,
  };
}
