import type { MfaChallenge } from '@oms/client';
import { useState } from 'preact/hooks';
import { api, isProblemCode, messageOf, signIn } from './api.ts';
import { Field } from './ui/field.tsx';
import { valuesOf } from './ui/form.ts';

interface SignInProps {
  /** Of whoever has to be who signs in; anybody unless given. */
  email?: string;
  notice?: string | undefined;
  onDone: () => void | Promise<void>;
}

/** Password, then the second factor where the account has one. */
export function SignIn({ email, notice, onDone }: SignInProps) {
  const [challenge, setChallenge] = useState<MfaChallenge>();
  const [byRecoveryCode, setByRecoveryCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();

  const said = message ?? notice;

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setMessage('');
    try {
      await work();
    } catch (error) {
      // A challenge lives for minutes; then it begins with the password again.
      if (isProblemCode(error, 'mfa_token_invalid')) setChallenge(undefined);
      setMessage(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  const withPassword = (event: SubmitEvent) => {
    const { address = '', password = '' } = valuesOf(event);
    void attempt(async () => {
      const next = await signIn(email ?? address, password);
      if (!next) return onDone();
      setChallenge(next);
      setByRecoveryCode(!next.methods.includes('totp'));
    });
  };
  const withCode = (event: SubmitEvent) => {
    const { code = '' } = valuesOf(event);
    void attempt(async () => {
      if (!challenge) return;
      const proof = code.trim();
      await api.answerChallenge(challenge, byRecoveryCode ? { recoveryCode: proof } : { code: proof });
      await onDone();
    });
  };

  return (
    <>
      <p role="alert" class={said ? 'problem' : ''}>
        {said}
      </p>
      {challenge ? (
        <form key="code" onSubmit={withCode}>
          <Field label={byRecoveryCode ? 'Recovery code' : 'Code of your authenticator app'}>
            <input
              name="code"
              autocomplete="one-time-code"
              required
              inputMode={byRecoveryCode ? 'text' : 'numeric'}
              autofocus
            />
          </Field>
          <div class="buttons">
            <button type="submit" class="main" disabled={busy}>
              Go on
            </button>
            {challenge.methods.includes('totp') && challenge.methods.includes('recovery_code') && (
              <button type="button" onClick={() => setByRecoveryCode(!byRecoveryCode)}>
                {byRecoveryCode ? 'Use the authenticator app' : 'Use a recovery code'}
              </button>
            )}
            <button type="button" onClick={() => setChallenge(undefined)}>
              Back
            </button>
          </div>
        </form>
      ) : (
        <form key="password" onSubmit={withPassword}>
          {email === undefined ? (
            <Field label="E-mail address">
              <input name="address" type="email" autocomplete="username" required autofocus />
            </Field>
          ) : (
            <p>
              Signed in as <strong>{email}</strong>
            </p>
          )}
          <Field label="Password">
            <input name="password" type="password" autocomplete="current-password" required />
          </Field>
          <div class="buttons">
            <button type="submit" class="main" disabled={busy}>
              Sign in
            </button>
          </div>
        </form>
      )}
    </>
  );
}
