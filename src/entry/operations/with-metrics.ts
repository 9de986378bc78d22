type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface RenderMetrics {
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** `/metrics` for Prometheus, made at each scrape; everything else goes on. */
export function withMetrics(rest: FetchHandler, metrics: RenderMetrics): FetchHandler {
  return async (request) => {
    if (request.method !== 'GET' || new URL(request.url).pathname !== '/metrics') {
      return rest(request);
    }
    const { contentType, body } = await metrics.render();
    return new Response(body, { headers: { 'content-type': contentType } });
  };
}
