import twilio from 'twilio';

export async function POST(request: Request) {
  const body = await request.text();
  const params = Object.fromEntries(new URLSearchParams(body));
  const { MessagingResponse } = twilio.twiml;
  const answer = new MessagingResponse();
  answer.message(`You said <${params.Body}> & more`);
  const valid = twilio.validateRequest('12345', 'GvWf1cFY/Q7PnoempGyD5oXAezc=', 'https://example.com/myapp.php?foo=1&bar=2', { CallSid: 'CA1234567890ABCDE', Caller: '+14158675310', Digits: '1234', From: '+14158675310', To: '+18005551212' });
  const token = new twilio.jwt.AccessToken('AC1', 'SK1', 'secret', { identity: 'me' });
  token.addGrant(new twilio.jwt.AccessToken.VideoGrant({ room: 'r' }));
  return new Response(answer.toString(), { headers: { 'content-type': 'text/xml', 'x-valid': String(valid), 'x-parts': String(token.toJwt().split('.').length) } });
}
