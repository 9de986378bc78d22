import { RetryError, StopRunError } from '#core/errors.ts';
import type { Http } from '#core/http.ts';
import type { Json } from '#core/json.ts';
import type { NotifyConfig } from '#runtime/config/notify-config.ts';
import type { JobHandler } from '#runtime/queue/run-job.ts';
import { signDelivery } from '#webhook/sign-delivery.ts';
import { readNotice } from './notice.ts';
import { postToSlack } from './post-to-slack.ts';

export interface SendNoticesOptions {
  readonly notify: NotifyConfig;
  readonly http: Http;
  /** Told when nobody wants a notice any more. */
  readonly note: (text: string) => void;
}

/**
 * Sends one notice. What fails is tried again by the queue; a receiver that the configuration does not
 * name any more gets nothing.
 */
export function createNoticeHandler({ notify, http, note }: SendNoticesOptions): JobHandler {
  return async (payload: Json, { signal }) => {
    const notice = readNotice(payload);
    if (notice === undefined) {
      throw new StopRunError('A notice of the queue cannot be read.', {
        code: 'job_payload',
        hint: 'Another version of twigkit wrote it: discard it with "twigkit jobs discard".',
      });
    }
    if (notice.to === 'slack') {
      if (notify.slack) return postToSlack(notify.slack, notice.text);
      return note('a message for Slack is dropped: notify.slack is not configured any more');
    }
    const { url } = notice;
    const endpoint = notify.webhooks.find((webhook) => webhook.url === url);
    if (endpoint === undefined) {
      return note(`a notice for ${new URL(url).host} is dropped: it is not configured any more`);
    }
    const body = new TextEncoder().encode(JSON.stringify(notice.body));
    const signed = await signDelivery(body, { secret: endpoint.secret });
    const headers = { 'content-type': 'application/json', ...signed };
    const timeoutMs = 15_000;
    const { status } = await http({ url, method: 'POST', headers, body, timeoutMs }, signal);
    if (status >= 200 && status < 300) return;
    throw new RetryError(`${new URL(url).host} answered ${status} to a notice.`, {
      code: 'notice_refused',
      hint: 'Correct the endpoint, or the address under notify.webhooks in twigkit.yaml.',
    });
  };
}
