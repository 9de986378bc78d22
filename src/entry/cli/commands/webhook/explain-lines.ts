import { formatDuration } from '#util/format-duration.ts';
import type { Explanation } from '#webhook/explain/explain-delivery.ts';
import type { SignatureScheme } from '#webhook/scheme.ts';
import { schemeYaml } from './scheme-yaml.ts';

/** How a request was signed, for a person at a terminal. */
export function explainLines(explained: Explanation, now: number): readonly string[] {
  if (!explained.found) return explainNothing(explained);
  const { scheme, mistakes, signedAt } = explained;
  const time = signedAt === undefined ? [] : [timeLine(scheme, signedAt, now)];
  const configuration = ['', 'twigkit.yaml:', '', ...indented(schemeYaml(scheme))];
  if (mistakes.length === 0) {
    return [
      `The signature agrees: scheme ${scheme.name}, over ${scheme.signed}.`,
      ...time,
      ...configuration,
    ];
  }
  return [
    'The signature does not agree with the request and the secret as they are. It does without this:',
    ...mistakes.flatMap(({ what, cure }) => [`- ${what}`, `  ${cure}`]),
    ...time,
    ...configuration,
  ];
}

function timeLine(scheme: SignatureScheme, signedAt: number, now: number): string {
  const apart = formatDuration(Math.abs(now - signedAt));
  const distance = signedAt <= now ? `${apart} ago` : `${apart} ahead of this clock`;
  const tolerance = formatDuration(scheme.timestamp?.toleranceMs ?? 0);
  return `It was signed at ${new Date(signedAt).toISOString()}, ${distance}; the receiver takes ${tolerance} either way.`;
}

function explainNothing({
  candidates,
  tried,
}: Extract<Explanation, { found: false }>): readonly string[] {
  if (candidates.length === 0) {
    return [
      'No header of the request holds a signature: none is as long as an HMAC-SHA256 in hex or base64.',
      'Look for a proxy that drops headers, an endpoint registered without a secret, or a capture that left them out.',
    ];
  }
  return [
    `Nothing agrees with ${candidates.join(', ')}: ${tried} combinations of scheme, secret and body were tried.`,
    'Most likely this secret is not the one that the sender signs with. Copy it again from where the endpoint',
    'is registered; else the body was changed on the way in a manner that is not known here: capture its raw bytes.',
  ];
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
