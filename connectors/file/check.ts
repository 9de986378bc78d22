import { type Finding, plural, refusedFinding, StopScopeError } from '#kit';
import { refuseNothing } from './listing.ts';
import { findPlace } from './place.ts';
import { type FileContext, list, selectionOf } from './read.ts';

/** Tries, in the order in which a read needs them: the path, the listing, the globs. */
export async function* checkFiles(context: FileContext): AsyncGenerator<Finding> {
  const { config, signal } = context;
  let subject = `find ${config.path}`;
  try {
    const place = await findPlace(config.path, context.folder, signal);
    const within = place.git ? `, in the git work tree ${place.root}` : '';
    yield { ok: true, subject: `${subject}${within}` };
    const selection = selectionOf(config, place);
    subject = `match files by ${selection.description}`;
    const listing = await list(place, selection, signal);
    for (const { kind, path, error } of listing.unreadable) {
      yield { ok: false, subject: `read the ${kind} ${path || '.'}`, message: error.message };
    }
    refuseNothing(listing, selection, config);
    const skipped = listing.files.filter((file) => file.skip).length;
    const wanted = `${listing.files.length - skipped} of ${plural(listing.seenCount, 'file')}`;
    const rest = skipped === 0 ? '' : `, ${skipped} skipped`;
    yield { ok: true, subject: `${subject}: ${wanted}${rest}` };
  } catch (error) {
    if (!(error instanceof StopScopeError)) throw error;
    yield refusedFinding(subject, error);
  }
}
