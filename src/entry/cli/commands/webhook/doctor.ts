import { explainDelivery } from '#webhook/explain/explain-delivery.ts';
import { nodeHmac } from '#webhook/hmac-node.ts';
import { loadProject, type ProjectFlags } from '../../load-project.ts';
import type { ExitCode, World } from '../../world.ts';
import { explainLines } from './explain-lines.ts';
import { givenRequest } from './given-request.ts';
import { givenSecrets, type SecretFlags } from './given-secrets.ts';

export interface DoctorFlags extends ProjectFlags, SecretFlags {
  readonly header: readonly string[];
}

/**
 * `twigkit webhook doctor`: finds out how a captured request was signed and prints the configuration
 * for it, or the mistake that keeps it from verifying. 1 when it does not verify as it is.
 */
export async function doctor(
  file: string | undefined,
  flags: DoctorFlags,
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const secrets = await givenSecrets(flags, project, world);
  const request = await givenRequest(file, flags.header, world);
  const explained = await Promise.all(
    secrets.map(async ({ id, value }) => ({
      id,
      explanation: await explainDelivery(request, value, nodeHmac),
    })),
  );
  const best = explained.find(({ explanation }) => explanation.found) ?? explained[0];
  if (best === undefined) return 2;
  if (secrets.length > 1 && best.explanation.found) world.out(`With the secret "${best.id}":`);
  for (const line of explainLines(best.explanation, world.clock.now())) world.out(line);
  return best.explanation.found && best.explanation.mistakes.length === 0 ? 0 : 1;
}
