import { resolve } from 'node:path';
import { type Connector, defineConnector } from '#kit';
import { checkFiles } from './check.ts';
import { describeCheckout } from './describe-checkout.ts';
import { options } from './options.ts';
import { getFile, readFiles } from './read.ts';
import { watchFiles } from './watch-files.ts';

export { type Checkout, describeCheckout } from './describe-checkout.ts';

/** Reads a file, a folder or a git work tree. See README.md beside this file. */
export const file: Connector = defineConnector({
  type: 'file',
  revision: 2,
  options,
  contentConfig: ({ publishedUrl, urlStyle, isPublic }) => ({
    published_url: publishedUrl ?? null,
    url_style: urlStyle,
    public: isPublic,
  }),
  async *scopes({ config }) {
    yield { id: 'files', title: config.path };
  },
  read: (context) => readFiles(context),
  get: (context, _scope, id) => getFile(context, id),
  check: checkFiles,
  changes: watchFiles,
  provenance: async ({ config, folder, signal }) => {
    const checkout = await describeCheckout(resolve(folder, config.path), { signal });
    const { commit, ref, dirty } = checkout ?? {};
    return { ...(commit && { commit }), ...(ref && { ref }), ...(dirty && { dirty }) };
  },
});
