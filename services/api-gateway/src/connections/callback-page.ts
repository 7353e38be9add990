const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export type CallbackOutcome = Readonly<{ status: 200 | 400; title: string; text: string }>;

/** What a person sees who comes back from a platform's consent page. It needs nothing but itself. */
export const callbackPage = ({ title, text }: CallbackOutcome): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</body>
</html>
`;
