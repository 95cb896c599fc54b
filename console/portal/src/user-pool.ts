// The customers' user pool, as the portal's own forms call it. Passwords go nowhere else.

export interface Settings {
  client_id: string;
  user_pool_url: string;
}

/** What the user pool refused: its name for why, and the same for people. */
export class Refused extends Error {
  constructor(readonly reason: string) {
    super(WORDS[reason] ?? "That did not work. Try again in a moment.");
  }
}

const TOO_MANY = "Too many attempts. Try again in a few minutes.";
const WORDS: Record<string, string> = {
  AliasExistsException: "There is an account for this address already. Sign in, or set a new password.",
  CodeMismatchException: "That code is not right. Look at the newest mail.",
  ExpiredCodeException: "That code is not good any more. Ask for a new one.",
  InvalidParameterException: "Check what you have typed.",
  InvalidPasswordException: "Take a password of 12 characters or more.",
  LimitExceededException: TOO_MANY,
  NotAuthorizedException: "The e-mail address or the password is not right.",
  TooManyFailedAttemptsException: TOO_MANY,
  TooManyRequestsException: TOO_MANY,
  UserNotFoundException: "The e-mail address or the password is not right.",
};

export interface Tokens {
  IdToken: string;
  AccessToken: string;
  RefreshToken?: string;
  ExpiresIn: number;
}

export async function ask<Answer = unknown>(settings: Settings, action: string, what: object): Promise<Answer> {
  const answer = await fetch(`${settings.user_pool_url}/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(what),
  });
  const data = (await answer.json().catch(() => ({}))) as { __type?: string };
  if (!answer.ok) throw new Refused(data.__type?.split("#").pop() ?? "");
  return data as Answer;
}
