/** Answers as Confluence writes them. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** An error of v2. */
export function errorV2(status: number, title: string): Response {
  return json(
    { errors: [{ status, code: title.toUpperCase().replaceAll(' ', '_'), title, detail: null }] },
    status,
  );
}

/** An error of v1. */
export function errorV1(status: number, message: string): Response {
  return json(
    {
      statusCode: status,
      data: { authorized: false, valid: true, errors: [], successful: false },
      message,
    },
    status,
  );
}
