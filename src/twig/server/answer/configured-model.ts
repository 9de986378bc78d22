import type { Models } from '#twig/models/models.ts';

/** What the model is called that answers by quoting, without any language model. */
export const extractiveModel = 'extractive';

/** What an agent's `model` is that names none. */
export function configuredModel({ chat }: Models): string {
  return chat?.model ?? extractiveModel;
}
