/** A refusal in Notion's form. */
export function apiError(
  status: number,
  code: string,
  message: string,
  {
    headers = {},
    more = {},
  }: { readonly headers?: Record<string, string>; readonly more?: object } = {},
): Response {
  return Response.json(
    {
      object: 'error',
      status,
      code,
      message,
      request_id: '00000000-0000-4000-8000-0000000000ff',
      ...more,
    },
    { status, headers },
  );
}
