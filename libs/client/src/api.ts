// Made by npm run generate from the merged OpenAPI document.
export interface paths {
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description Answers the same whether or not the address has an account already. A mail with a link follows; the account can be used once the link has been.
         *
         *     For anyone.
         */
        post: operations["registerAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify an address by the token that was mailed to it
         * @description For anyone.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with address and password
         * @description For anyone.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for a new pair
         * @description Each refresh token is good for one exchange. One that comes again, other than within ten seconds of its exchange, ends the session: somebody has a copy. Without a token in the body the one in the cookie `__Host-rt` is used, for pages of our own origins alone, and the new one replaces it there.
         *
         *     For anyone.
         */
        post: operations["refreshTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description The refresh token is void at once, the access token on every service within a second. Without an access token a page of our own origins ends the session of its cookie `__Host-rt`.
         *
         *     For anyone; whoever sends an `Authorization` header is known by it.
         */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where one is signed in
         * @description For whoever is signed in.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * Sign out all sessions but this one
         * @description For whoever is signed in. They must have signed in within the last ten minutes.
         */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out one session
         * @description To sign out oneself, at any time: POST /api/v1/auth/logout.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link mailed that sets a new password
         * @description Answers the same whether or not the address has an account.
         *
         *     For anyone.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by the token that was mailed; ends every session
         * @description For anyone.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password; ends the other sessions
         * @description Beside a second factor 8 characters are enough, otherwise 15.
         *
         *     For whoever is signed in.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link mailed to another address that the account is to have
         * @description The present address is told. Once the link is used (POST /api/v1/auth/verify-email), the account has the new address, access tokens from before are void, and its other sessions have ended. Answers the same whether or not the new address has an account.
         *
         *     For whoever is signed in.
         */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The account that is signed in
         * @description For whoever is signed in.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts, newest first
         * @description For people and API keys with the permission `users:read`.
         */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One account
         * @description For people and API keys with the permission `users:read`.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give an account other roles
         * @description Access tokens from before are refused on every service within a second; the next refresh brings a new one.
         *
         *     For people with the permission `accounts:write`. They must have signed in within the last ten minutes.
         */
        put: operations["putAccountRoles"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of an account and keep it from signing in
         * @description For people with the permission `accounts:write`. They must have signed in within the last ten minutes.
         */
        post: operations["suspendAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a suspended account sign in again
         * @description For people with the permission `accounts:write`. They must have signed in within the last ten minutes.
         */
        post: operations["reactivateAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts/{id}/sessions/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of an account
         * @description For people with the permission `accounts:write`. They must have signed in within the last ten minutes.
         */
        post: operations["revokeAccountSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to accounts, the latest first
         * @description Entries cannot be changed or deleted, and hold no secrets. Of an erased person they keep what happened and when.
         *
         *     For people and API keys with the permission `accounts:write`.
         */
        get: operations["listAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One’s API keys, the newest first
         * @description For whoever is signed in.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The key is shown here and never again. It is sent to any service as `Authorization: Bearer oms_…`, acts for its maker, and can do what it was given of what its maker can. Routes that need a recent sign-in, and those about signing in, are not for keys. A new key is known to every service within a few seconds.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key, within a second on every service
         * @description For whoever is signed in.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to register a passkey
         * @description For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["getPasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One’s passkeys
         * @description For whoever is signed in.
         */
        get: operations["listPasskeys"];
        put?: never;
        /**
         * Register a passkey
         * @description The authenticator must have verified the person: a passkey signs in by itself, without a second factor. From now on any other sign-in asks for a second factor: the passkey, or a recovery code.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["registerPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description For whoever is signed in. They must have signed in within the last ten minutes.
         */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/login/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in with a passkey
         * @description For anyone.
         */
        post: operations["getPasskeyLoginOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/passkeys/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a passkey
         * @description Counts as two factors, so that no other is asked for.
         *
         *     For anyone.
         */
        post: operations["logInWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell the proxy whether a browser may see operators’ pages
         * @description For Traefik’s ForwardAuth, before pages for operators on the host of PUBLIC_URL: 204 for a browser signed in by cookie whose account is an administrator’s, with who it is in headers for the page behind, and the cookies that this one may have: not ours; otherwise a browser that opens a page is sent to sign in and then back, and anything else is refused.
         *
         *     For anyone.
         */
        get: operations["forwardAuth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in at another issuer
         * @description For a browser to go to: it is sent on to the issuer, and from there back to the callback, which ends at `returnTo`, or at the sign-in page. A session counts as signed in when the issuer says that the person signed in there (`auth_time`): one that the issuer remembers from earlier does not count as a recent sign-in, and `reauthenticate=true` brings one that does.
         *
         *     For anyone.
         */
        get: operations["beginOauth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oauth/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from another issuer
         * @description Sets the refresh token as the cookie `__Host-rt` and sends the browser to `returnTo`, where a page gets its access token at POST /api/v1/auth/refresh. An account with a second factor is asked for it on the sign-in page first. Where it fails the sign-in page says why (`#error=...`).
         *
         *     For anyone.
         */
        get: operations["finishOauth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Logins at other issuers that are linked
         * @description For whoever is signed in.
         */
        get: operations["listIdentities"];
        put?: never;
        /**
         * Link a login at another issuer to this account
         * @description Sets the cookie `__Host-oidc` and answers where the browser has to go; its way back ends at `returnTo`. To be asked by a page of PUBLIC_URL, whose browser then holds the cookie.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["linkIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink a login at another issuer
         * @description For whoever is signed in. They must have signed in within the last ten minutes.
         */
        delete: operations["unlinkIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a sign-in with a second factor
         * @description Takes the `mfaToken` that a sign-in was answered with, and a code of the authenticator app, a passkey’s answer or one of the recovery codes. A wrong one leaves the token good.
         *
         *     For anyone.
         */
        post: operations["logInWithSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login/mfa/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to end a sign-in with a passkey
         * @description For anyone.
         */
        post: operations["getPasskeyMfaOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One’s authenticator app, passkeys and recovery codes
         * @description For whoever is signed in.
         */
        get: operations["getSecondFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set up an authenticator app
         * @description Signing in needs no code before the set-up has been confirmed, within a quarter of an hour. Asking again gives another secret.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["beginTotpSetUp"];
        /**
         * Remove the authenticator app, and with the last second factor the recovery codes
         * @description A password of fewer than 15 characters must be replaced first, where no other second factor is left.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        delete: operations["removeTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the set-up of an authenticator app with its first code
         * @description From now on signing in needs a code. Recovery codes from before are void. Its owner is told by mail. Other sessions go on; DELETE /auth/sessions ends them.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["confirmTotpSetUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have other recovery codes
         * @description For whoever is signed in. They must have signed in within the last ten minutes.
         */
        post: operations["replaceRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts/{id}/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether an account has an authenticator app, passkeys and recovery codes
         * @description For people and API keys with the permission `users:read`.
         */
        get: operations["getAccountSecondFactors"];
        put?: never;
        post?: never;
        /**
         * Remove the second factors of somebody who has lost them
         * @description Takes the authenticator app, the passkeys and the recovery codes away, ends every session of the account and tells its owner. A password of fewer than 15 characters is removed too; another is set through a mailed link.
         *
         *     For people with the permission `accounts:write`. They must have signed in within the last ten minutes.
         */
        delete: operations["resetAccountSecondFactors"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link mailed that signs in
         * @description Answers the same whether or not the address has an account. A page of our own origins is given a cookie: the link then works in that browser alone. It works for ten minutes, once.
         *
         *     For anyone.
         */
        post: operations["requestMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/magic-link/consume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in by the token of a magic link
         * @description The session has `amr` `email`. An account with a second factor is asked for it as after a password.
         *
         *     For anyone.
         */
        post: operations["logInWithMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys that verify access tokens (RFC 7517)
         * @description For anyone.
         */
        get: operations["getKeySet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/auth/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What auth could not handle
         * @description Without the bodies. RabbitMQ gives no position in a queue to go on from, so there is one page: the oldest `limit`. While a message is looked at it is held, so that looking through another replica at the same moment may show less.
         *
         *     For people with the role `admin`.
         */
        get: operations["listAuthDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/auth/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dead letter with its body
         * @description For people with the role `admin`.
         */
        get: operations["getAuthDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Delete a dead letter for good
         * @description Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        delete: operations["discardAuthDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/auth/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a dead letter handled again
         * @description It goes back into its queue with all its attempts before it; an event that was handled meanwhile has no second effect. Asked again, it is 404 once the message is no longer parked. Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        post: operations["replayAuthDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one has told about oneself
         * @description For whoever is signed in.
         */
        get: operations["getOwnProfile"];
        put?: never;
        post?: never;
        /**
         * Be forgotten
         * @description Ends every session, deletes the account and has every service forget the person, which cannot be undone. Orders are kept without them. A last mail confirms it. The id in the answer shows how far it is, without signing in.
         *
         *     For whoever is signed in. They must have signed in within the last ten minutes.
         */
        delete: operations["eraseOneself"];
        options?: never;
        head?: never;
        /**
         * Change name, telephone number, locale or time zone
         * @description For whoever is signed in.
         */
        patch: operations["changeOwnProfile"];
        trace?: never;
    };
    "/api/v1/users/me/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One’s addresses, in the order in which they were added
         * @description For whoever is signed in.
         */
        get: operations["listAddresses"];
        put?: never;
        /**
         * Add an address
         * @description For whoever is signed in.
         */
        post: operations["createAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/addresses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of one’s addresses
         * @description For whoever is signed in.
         */
        get: operations["getAddress"];
        put?: never;
        post?: never;
        /**
         * Delete an address
         * @description What it was the default for, the latest of the others is from then on.
         *
         *     For whoever is signed in.
         */
        delete: operations["deleteAddress"];
        options?: never;
        head?: never;
        /**
         * Change an address, or make it a default
         * @description For whoever is signed in.
         */
        patch: operations["updateAddress"];
        trace?: never;
    };
    "/api/v1/users/me/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which mails one wants
         * @description Mails about the security of the account are always sent.
         *
         *     For whoever is signed in.
         */
        get: operations["getPreferences"];
        /**
         * Say which mails one wants
         * @description For whoever is signed in.
         */
        put: operations["replacePreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for all that is held on oneself
         * @description Every service is asked. A mail tells when the archive is ready; it is kept for 7 days.
         *
         *     For whoever is signed in.
         */
        post: operations["createExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/export/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an export is, and the archive once it is ready
         * @description For whoever is signed in.
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Erasures and how far they are
         * @description For people and API keys with the permission `users:read`.
         */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an erasure is
         * @description For whoever was given the id: the person cannot sign in any more. It tells nothing about them.
         *
         *     For anyone.
         */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People, newest first
         * @description With `Accept: text/csv` or `application/x-ndjson` all that match are streamed, from one snapshot; `limit` does not count then.
         *
         *     For people and API keys with the permission `users:read`.
         */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person
         * @description For people and API keys with the permission `users:read`.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change somebody’s name, telephone number, locale or time zone
         * @description For people and API keys with the permission `users:write`.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/admin/users/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What users could not handle
         * @description Without the bodies. RabbitMQ gives no position in a queue to go on from, so there is one page: the oldest `limit`. While a message is looked at it is held, so that looking through another replica at the same moment may show less.
         *
         *     For people with the role `admin`.
         */
        get: operations["listUsersDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dead letter with its body
         * @description For people with the role `admin`.
         */
        get: operations["getUsersDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Delete a dead letter for good
         * @description Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        delete: operations["discardUsersDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a dead letter handled again
         * @description It goes back into its queue with all its attempts before it; an event that was handled meanwhile has no second effect. Asked again, it is 404 once the message is no longer parked. Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        post: operations["replayUsersDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List orders
         * @description Customers see their own orders; `orders:read` sees all. With `Accept: text/csv` or `application/x-ndjson` all that match are streamed, from one snapshot; `limit` does not count then.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Place an order
         * @description Prices and taxes are the server’s. All that is ordered is reserved, or nothing. With `dryRun=true` it is a quote: what the order would be, with `quote-` and its id for a number.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One order
         * @description With `asOf` as it stood at that time, rebuilt from its timeline; the person is left out of it once they are erased. 404 for a time before it was placed.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change addresses, note or metadata of an order
         * @description Customers can while the order is pending; others need `orders:write`. Amounts stay as they are.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        patch: operations["updateOrder"];
        trace?: never;
    };
    "/api/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an order
         * @description Possible until something is shipped: for its customer, and with `orders:write`. What was reserved for the order can be sold again, and the customer is told the reason by mail.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be done with an order now
         * @description Every action on the order, whether the caller can do it, and if not, why.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listOrderTransitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payments of an order
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listPayments"];
        put?: never;
        /**
         * Pay for an order
         * @description By `stripe`: for its customer. The answer holds a `clientSecret` for Stripe.js, unless `paymentMethod` is charged at once. A provider that does not answer in time leaves the payment `pending`, and it goes on by itself. By `manual`: staff record money that came in another way, which needs `payments:write`, as does `capture: false`: whoever sells decides whether money is only held for now. A payment that was begun before, and would take more than is due together with this one, is given up.
         *
         *     For whoever is signed in, and API keys with `payments:write`.
         */
        post: operations["payOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/payments/{paymentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One payment
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/payments/{paymentId}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capture what a payment holds
         * @description A payment is captured once: what is held beyond the amount is let go.
         *
         *     For people and API keys with the permission `payments:write`.
         */
        post: operations["capturePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/payments/{paymentId}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let go what a payment holds
         * @description A payment that has not come so far is given up.
         *
         *     For people and API keys with the permission `payments:write`.
         */
        post: operations["voidPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What payment providers were asked for and have not done yet, the oldest first
         * @description Each is asked for again by itself, at the latest after ten minutes, until it is done or refused. One that was asked for often, and waits for an `answer` still, is for somebody to look into: what the provider said last is its `error`.
         *
         *     For people and API keys with the permission `payments:write`.
         */
        get: operations["listPaymentOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/webhooks/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a payment provider tells
         * @description For the provider, which signs it. What came before, and what is not of ours, is answered with 200 as well.
         *
         *     For anyone.
         */
        post: operations["receivePaymentWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The refunds of an order
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listRefunds"];
        put?: never;
        /**
         * Pay back money of an order
         * @description An amount, pieces with or without shipping, or, where neither is named, all that is left; never more than was captured. A person needs to have signed in lately. What has to be paid out by a provider that does not answer in time stays `pending`, and it goes on by itself.
         *
         *     For people and API keys with the permission `payments:write`. People must have signed in within the last ten minutes.
         */
        post: operations["refundOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/refunds/{refundId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One refund
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getRefund"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/invoice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The invoice of an order, as PDF
         * @description Issued once the order is paid in full, and never changed. An edit of the order afterwards cancels it and has another issued. For its customer, and with `orders:read`.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getOrderInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The invoices and the credit notes of an order
         * @description Each invoice with the credit notes that correct it, or cancel it, the oldest first. For its customer, and with `orders:read`.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listOrderDocuments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/documents/{documentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An invoice or a credit note of an order, as PDF
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getOrderDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/packing-slip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is to be packed for an order, as PDF
         * @description Without prices: pieces that were ordered, that are shipped, and that are to be. As the order is now.
         *
         *     For people and API keys with the permission `orders:read`.
         */
        get: operations["getOrderPackingSlip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that happened to an order
         * @description The oldest first. Entries are made by the same events that are published, and each holds the hash of the one before. What told of a person is left out once they are erased. Internal comments are shown to staff alone.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getOrderTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/orders/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was checked, newest first
         * @description For people with the role `admin`.
         */
        get: operations["listVerifications"];
        put?: never;
        /**
         * Check that everything adds up
         * @description Stock is its movements, balances are their ledgers, totals their lines, states what they derive from, and each order what its timeline says. Runs in the background, from one snapshot; read what it found by the `Location`.
         *
         *     For people with the role `admin`.
         */
        post: operations["startVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/orders/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a check found
         * @description For people with the role `admin`.
         */
        get: operations["getVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The edits of an order, the newest first
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listOrderEdits"];
        put?: never;
        /**
         * Propose other lines for an order
         * @description Until something of what it costs is paid back: for its customer while the order is pending and nothing is paid for it, and with `orders:write`. What is shipped stays; the rest can be taken out. Answers with what the order would become, and changes nothing of it until that is confirmed. Lines that stay keep their price, new ones come at the present one; discounts are taken off anew, shipping stays. An order has one open edit; another one takes its place.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["proposeOrderEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/edits/{editId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One edit
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getOrderEdit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/edits/{editId}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the lines of an order as an edit proposes
         * @description All of it, with the stock that it reserves and releases, or nothing: 412 where the order is not at `version`, 409 `preview_outdated` where the outcome would not be the previewed one. An order that is covered by what was paid is confirmed by that; one that is confirmed stays so, and is not shipped before what it costs in addition is paid. What was paid in excess is for staff to refund.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["confirmOrderEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/edits/{editId}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up an edit
         * @description For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["discardOrderEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/shipments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The shipments of an order, the oldest first
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listShipments"];
        put?: never;
        /**
         * Ship an order, or pieces of it
         * @description For orders that are confirmed. What is shipped leaves the stock. Without `items` it is all that is left. The customer is told by mail.
         *
         *     For people and API keys with the permission `orders:write`.
         */
        post: operations["shipOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/shipments/{shipmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One shipment
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getShipment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/shipments/{shipmentId}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a shipment has arrived
         * @description An order of which all is delivered and paid is completed by that.
         *
         *     For people and API keys with the permission `orders:write`.
         */
        post: operations["deliverShipment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/shipments/{shipmentId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back a shipment that did not leave after all
         * @description Its pieces are in stock again, reserved for the order, and can be shipped anew. Not once it was delivered.
         *
         *     For people and API keys with the permission `orders:write`.
         */
        post: operations["cancelShipment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The returns of an order, the oldest first
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listReturns"];
        put?: never;
        /**
         * Ask to send something back
         * @description What was shipped and is not returned, or about to be. Customers can for so many days (`RETURN_WINDOW_DAYS`) from when it arrived, or left, where that was not noted; with `orders:write` there is no such limit. Staff approve or reject it.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["requestReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns/{returnId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One return
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getReturn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns/{returnId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to take something back
         * @description The customer is told by mail, with the answer.
         *
         *     For people and API keys with the permission `orders:write`.
         */
        post: operations["approveReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns/{returnId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse to take something back
         * @description The customer is told why by mail.
         *
         *     For people and API keys with the permission `orders:write`.
         */
        post: operations["rejectReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns/{returnId}/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in what was sent back
         * @description All of an approved return, or less where less came. What can be sold again is back in stock. What the customer paid for it goes back, never more than was captured and not yet paid back: the return is `refunded` once that is paid out, `received` again should it fail later, and stays so where nothing was captured. Paying back needs `payments:write` as well, and of a person a sign-in of late; without that permission it stays `received`, to be paid back by `POST …/refund`.
         *
         *     For people and API keys with the permission `orders:write`.
         */
        post: operations["receiveReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns/{returnId}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay back what was received
         * @description For a return that was received without a refund, or whose refund failed. Besides `payments:write` it needs `orders:write`.
         *
         *     For people and API keys with the permission `payments:write`. People must have signed in within the last ten minutes.
         */
        post: operations["refundReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/returns/{returnId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up a return
         * @description Its customer can until it is approved; with `orders:write` until it is received.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["cancelReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was written about an order
         * @description The oldest first unless `sort` says otherwise. Internal comments are shown to staff alone.
         *
         *     For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["listOrderComments"];
        put?: never;
        /**
         * Write about an order
         * @description Its customer writes to staff, and staff with `orders:write` to the customer; the other side is told by mail. Internal comments are for staff, and nobody is told of them. A comment takes the order one version on. Once the customer is erased nothing more is written.
         *
         *     For whoever is signed in, and API keys with `orders:write`.
         */
        post: operations["addOrderComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/comments/{commentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One comment
         * @description For whoever is signed in, and API keys with `orders:read`.
         */
        get: operations["getOrderComment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List products
         * @description For anyone.
         */
        get: operations["listProducts"];
        put?: never;
        /**
         * Add a product, with nothing in stock yet
         * @description For people and API keys with the permission `products:write`.
         */
        post: operations["createProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One product
         * @description For anyone.
         */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        /**
         * Take a product out of the catalogue for good
         * @description Orders of it stay as they are. Its sku is free again.
         *
         *     For people and API keys with the permission `products:write`.
         */
        delete: operations["archiveProduct"];
        options?: never;
        head?: never;
        /**
         * Change a product
         * @description Orders keep the name and the price that they were placed with.
         *
         *     For people and API keys with the permission `products:write`.
         */
        patch: operations["updateProduct"];
        trace?: never;
    };
    "/api/v1/products/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add and change products from a file
         * @description A line a product, by its sku: one that there is is changed, another is added with nothing in stock. What a line
         *     leaves out stays as it is, and is the default of a new product, which needs a name and a price. At most 10 MiB and 50,000 lines, in UTF-8.
         *
         *     - `application/x-ndjson`: each line a JSON object with the members of `POST /products`. `prices` are all prices anew.
         *     - `text/csv`: the first line names the columns, in any order: `sku`, `name`, `description`, `taxClass`, `active`, and
         *       `price.EUR` and the like for each currency, with decimal amounts such as 19.99. Prices in currencies without a column stay; an empty
         *       cell takes that price away. An empty `taxClass` or `active` says nothing.
         *
         *     All or nothing, unless `mode=partial`: when a line is wrong, the answer is 422 `import_refused` with the same report as its member
         *     `report`. A sku that stands in the file twice is wrong in the later line.
         *
         *     For people and API keys with the permission `products:write`.
         */
        post: operations["importProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is in stock of a product
         * @description For people and API keys with the permission `stock:write`.
         */
        get: operations["getStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/stock/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct what is in stock of a product
         * @description What orders wait for cannot be taken away.
         *
         *     For people and API keys with the permission `stock:write`.
         */
        post: operations["adjustStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/stock/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every movement of a product’s stock, newest first
         * @description For people and API keys with the permission `stock:write`.
         */
        get: operations["listStockMovements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shipping-methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List shipping methods
         * @description For anyone.
         */
        get: operations["listShippingMethods"];
        put?: never;
        /**
         * Add a shipping method
         * @description For people and API keys with the permission `products:write`.
         */
        post: operations["createShippingMethod"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shipping-methods/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One shipping method
         * @description For anyone.
         */
        get: operations["getShippingMethod"];
        put?: never;
        post?: never;
        /**
         * Remove a shipping method
         * @description Orders keep the name and the price that they were placed with.
         *
         *     For people and API keys with the permission `products:write`.
         */
        delete: operations["deleteShippingMethod"];
        options?: never;
        head?: never;
        /**
         * Change a shipping method
         * @description Orders keep the name and the price that they were placed with.
         *
         *     For people and API keys with the permission `products:write`.
         */
        patch: operations["updateShippingMethod"];
        trace?: never;
    };
    "/api/v1/tax-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tax rates
         * @description For people and API keys with the permission `products:write`.
         */
        get: operations["listTaxRates"];
        put?: never;
        /**
         * Add a tax rate
         * @description For people and API keys with the permission `products:write`.
         */
        post: operations["createTaxRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tax-rates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tax rate
         * @description For people and API keys with the permission `products:write`.
         */
        get: operations["getTaxRate"];
        put?: never;
        post?: never;
        /**
         * Remove a tax rate
         * @description Orders keep the rates that they were placed with.
         *
         *     For people and API keys with the permission `products:write`.
         */
        delete: operations["deleteTaxRate"];
        options?: never;
        head?: never;
        /**
         * Change a tax rate
         * @description Orders keep the rates that they were placed with.
         *
         *     For people and API keys with the permission `products:write`.
         */
        patch: operations["updateTaxRate"];
        trace?: never;
    };
    "/api/v1/discounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List discounts
         * @description For people and API keys with the permission `products:write`.
         */
        get: operations["listDiscounts"];
        put?: never;
        /**
         * Add a discount
         * @description For people and API keys with the permission `products:write`.
         */
        post: operations["createDiscount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/discounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One discount
         * @description For people and API keys with the permission `products:write`.
         */
        get: operations["getDiscount"];
        put?: never;
        post?: never;
        /**
         * End a discount for good
         * @description Orders that have it stay as they are. Its code is free again.
         *
         *     For people and API keys with the permission `products:write`.
         */
        delete: operations["archiveDiscount"];
        options?: never;
        head?: never;
        /**
         * Change a discount
         * @description Orders keep the terms that they were placed with. A discount of another kind is another discount.
         *
         *     For people and API keys with the permission `products:write`.
         */
        patch: operations["updateDiscount"];
        trace?: never;
    };
    "/api/v1/webhooks/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscriptions, in the order in which they were made
         * @description For people and API keys with the permission `webhooks:write`.
         */
        get: operations["listWebhookSubscriptions"];
        put?: never;
        /**
         * Have events of orders sent to a URL
         * @description From now on each event is sent as a CloudEvent, signed as [Standard Webhooks](https://www.standardwebhooks.com) says, with the `secret` of this answer, which is shown this once: an answer that was lost cannot be replayed, so this takes no `Idempotency-Key`. Events of one order come in their order; each comes at least once, so keep the `webhook-id` of those you have dealt with. Answer 2xx within 15 s; anything else is tried again for three days, and 410 ends the subscription.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        post: operations["createWebhookSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One subscription
         * @description For people and API keys with the permission `webhooks:write`.
         */
        get: operations["getWebhookSubscription"];
        put?: never;
        post?: never;
        /**
         * Remove a subscription with its deliveries
         * @description For people and API keys with the permission `webhooks:write`.
         */
        delete: operations["deleteWebhookSubscription"];
        options?: never;
        head?: never;
        /**
         * Change a subscription, or set it active or inactive
         * @description What waits to be sent when it becomes inactive is skipped.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        patch: operations["updateWebhookSubscription"];
        trace?: never;
    };
    "/api/v1/webhooks/subscriptions/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret of a subscription
         * @description For 24 hours deliveries are signed with the new secret and the one before it; a further rotation ends the older of these. The new one is shown this once, so this takes no `Idempotency-Key`.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/subscriptions/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a subscription
         * @description Sends one `oms.orders.webhook-subscription.tested.v1`, once, whether the subscription is active or not. What became of it stands in the delivery a moment later.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        post: operations["testWebhookSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries with every attempt, newest first
         * @description Deliveries that are over are kept for 30 days.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery with every attempt
         * @description For people and API keys with the permission `webhooks:write`.
         */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again, or at once
         * @description It keeps its `webhook-id` and is tried for another three days. One that was over goes out by itself: it does not wait for other events of its order, nor they for it.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the events of all orders, oldest first
         * @description The same events, with the same ids, as webhooks carry. Keep `nextCursor` and go on from it: there is always one, and nothing ever appears before it. Without `after` it begins at the first event. Events live as long as their orders; what told of a person is gone from them once that person is erased.
         *
         *     For people and API keys with the permission `webhooks:write`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/orders/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What orders could not handle
         * @description Without the bodies. RabbitMQ gives no position in a queue to go on from, so there is one page: the oldest `limit`. While a message is looked at it is held, so that looking through another replica at the same moment may show less.
         *
         *     For people with the role `admin`.
         */
        get: operations["listOrdersDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/orders/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dead letter with its body
         * @description For people with the role `admin`.
         */
        get: operations["getOrdersDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Delete a dead letter for good
         * @description Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        delete: operations["discardOrdersDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/orders/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a dead letter handled again
         * @description It goes back into its queue with all its attempts before it; an event that was handled meanwhile has no second effect. Asked again, it is 404 once the message is no longer parked. Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        post: operations["replayOrdersDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List mails, newest first
         * @description For people and API keys with the permission `mail:read`.
         */
        get: operations["listMailMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a mail with every attempt to send it
         * @description For people and API keys with the permission `mail:read`.
         */
        get: operations["getMailMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a mail again now
         * @description For mail that failed, waits for its next attempt, was held back, or whose fate is unknown. It keeps its Message-ID.
         *
         *     For people and API keys with the permission `mail:write`.
         */
        post: operations["retryMailMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the kinds of mail
         * @description All of them as they look, as a page for browsers: `/api/v1/mail/templates/gallery`.
         *
         *     For people and API keys with the permission `mail:read`.
         */
        get: operations["listMailTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/templates/{name}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Render a template with sample data
         * @description For people and API keys with the permission `mail:read`.
         */
        get: operations["previewMailTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List addresses that get no mail
         * @description For people and API keys with the permission `mail:write`.
         */
        get: operations["listMailSuppressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/suppressions/{email}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send no more mail to an address
         * @description Mail that answers what somebody did themselves still reaches who has only complained or unsubscribed.
         *
         *     For people and API keys with the permission `mail:write`.
         */
        put: operations["putMailSuppression"];
        post?: never;
        /**
         * Send mail to an address again
         * @description For people and API keys with the permission `mail:write`.
         */
        delete: operations["deleteMailSuppression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The page that a mail’s unsubscribe link opens
         * @description It changes nothing by itself: mail scanners follow links.
         *
         *     For anyone.
         */
        get: operations["unsubscribePage"];
        put?: never;
        /**
         * Want no more mails of a kind
         * @description What mail programs send for `List-Unsubscribe-Post` (RFC 8058), and the button of the page. The body says nothing and is passed over.
         *
         *     For anyone.
         */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/webhooks/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a mail provider tells
         * @description For `ses` (by Amazon SNS) and `mailgun`, which sign it: mails that were delivered, bounced or complained about. What came before, and what is not of our mails, is answered with 200 as well.
         *
         *     For anyone.
         */
        post: operations["receiveMailWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/mailer/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What mailer could not handle
         * @description Without the bodies. RabbitMQ gives no position in a queue to go on from, so there is one page: the oldest `limit`. While a message is looked at it is held, so that looking through another replica at the same moment may show less.
         *
         *     For people with the role `admin`.
         */
        get: operations["listMailerDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/mailer/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A dead letter with its body
         * @description For people with the role `admin`.
         */
        get: operations["getMailerDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Delete a dead letter for good
         * @description Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        delete: operations["discardMailerDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/mailer/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a dead letter handled again
         * @description It goes back into its queue with all its attempts before it; an event that was handled meanwhile has no second effect. Asked again, it is 404 once the message is no longer parked. Stands in the audit log.
         *
         *     For people with the role `admin`.
         */
        post: operations["replayMailerDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description RFC 9457 problem details */
        Problem: {
            /** Format: uri-reference */
            type: string;
            title: string;
            status: number;
            /** @description Stable; branch on this */
            code: string;
            detail?: string;
            instance?: string;
            requestId: string;
            /** @description On 422: what is wrong, field by field */
            errors?: {
                /** @description JSON Pointer (RFC 6901) into the part named by `in` */
                pointer: string;
                /** @enum {unknown} */
                in: "body" | "query" | "path" | "header";
                code: string;
                detail: string;
            }[];
        };
        Account: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string | null;
            /** @enum {string} */
            status: "active" | "suspended";
            suspensionReason: string | null;
            emailVerified: boolean;
            roles: ("customer" | "staff" | "admin")[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            /** @example Warehouse */
            name: string;
            /** @description How the key begins, for telling which one a program has */
            prefix: string;
            /** @description What it may do now */
            permissions: ("orders:read" | "orders:write" | "products:write" | "stock:write" | "payments:write" | "users:read" | "users:write" | "accounts:write" | "mail:read" | "mail:write" | "webhooks:write")[];
            /** @description What it was given; what its maker loses, the key loses, and gets back with its maker */
            granted: ("orders:read" | "orders:write" | "products:write" | "stock:write" | "payments:write" | "users:read" | "users:write" | "accounts:write" | "mail:read" | "mail:write" | "webhooks:write")[];
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            /** @description To about an hour */
            lastUsedAt: string | null;
        };
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            type: "account.registered" | "account.registration-repeated" | "account.verified" | "account.roles-changed" | "account.suspended" | "account.reactivated" | "account.exported" | "account.erased" | "account.erasure-refused" | "login.half-way" | "login.succeeded" | "login.failed" | "identity.linked" | "identity.unlinked" | "passkey.added" | "passkey.removed" | "session.ended" | "sessions.revoked" | "refresh-token.reused" | "factor.totp-enabled" | "factor.totp-disabled" | "factor.totp-reset" | "factor.recovery-code-used" | "factor.recovery-codes-replaced" | "magic-link.requested" | "password.reset-requested" | "password.changed" | "reauthentication.failed" | "password.reset" | "email.change-requested" | "email.changed" | "api-key.created" | "api-key.changed" | "api-key.revoked" | "signing-key.made" | "dead-letter.replayed" | "dead-letter.discarded";
            /** @description Whose account it is about */
            accountId: string | null;
            /** @description Who did it; null for nobody signed in, and for the system itself */
            actorId: string | null;
            ip: string | null;
            userAgent: string | null;
            /**
             * @example {
             *       "method": "password"
             *     }
             */
            details: {
                [key: string]: unknown;
            };
        };
        /** @description A message that its consumer could not handle */
        DeadLetter: {
            /** @description Of the event; of a message without one, `sha256:` and a digest of its body */
            id: string;
            /** @description The queue whose consumer could not handle it */
            queue: string;
            /** @description Of the event; null for what is none */
            type: string | null;
            /**
             * @description `failed` after all attempts; `too_large`, `not_json`, `not_an_event`, `unknown_type` or `schema_mismatch` for what cannot be read; `delivery_limit` when the broker gave up on it
             * @example failed
             */
            reason: string;
            /** @example Error: the mail server cannot be reached */
            error: string | null;
            parkedAt: string | null;
            bytes: number;
        };
        DeadLetterList: {
            /** @description The oldest of each queue first */
            data: components["schemas"]["DeadLetter"][];
            /** @description There are no further pages */
            nextCursor: null;
            /** @description How many are parked in each */
            queues: {
                queue: string;
                count: number;
            }[];
        };
        /** @description A message that its consumer could not handle */
        DeadLetterWithBody: {
            /** @description Of the event; of a message without one, `sha256:` and a digest of its body */
            id: string;
            /** @description The queue whose consumer could not handle it */
            queue: string;
            /** @description Of the event; null for what is none */
            type: string | null;
            /**
             * @description `failed` after all attempts; `too_large`, `not_json`, `not_an_event`, `unknown_type` or `schema_mismatch` for what cannot be read; `delivery_limit` when the broker gave up on it
             * @example failed
             */
            reason: string;
            /** @example Error: the mail server cannot be reached */
            error: string | null;
            parkedAt: string | null;
            bytes: number;
            /**
             * @description The first 64 KiB; may hold personal data
             * @example {"specversion":"1.0","type":"oms.orders.order.placed.v1"}
             */
            body: string;
        };
        Identity: {
            /** Format: uuid */
            id: string;
            provider: string;
            issuer: string;
            /** @description As the issuer last said; it need not be the account’s */
            email: string | null;
            /** Format: date-time */
            linkedAt: string;
            lastUsedAt: string | null;
        };
        /**
         * @example {
         *       "id": "0197c99f-11d2-7a3b-9c44-5d6e7f809a1b",
         *       "email": "ada@example.com",
         *       "name": "Ada Lovelace",
         *       "emailVerified": true,
         *       "roles": [
         *         "customer"
         *       ],
         *       "permissions": [],
         *       "secondFactorRequired": false,
         *       "methods": [
         *         "password"
         *       ],
         *       "secondFactors": [],
         *       "createdAt": "2026-03-14T09:00:00.000Z"
         *     }
         */
        Me: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string | null;
            emailVerified: boolean;
            roles: ("customer" | "staff" | "admin")[];
            /** @description What this session may do */
            permissions: string[];
            /** @description Whether the roles staff and admin do not count in this session, since it began without a second factor: set one up, and sign in with it */
            secondFactorRequired: boolean;
            /** @description Ways in which the person can sign in, links by mail aside */
            methods: ("password" | "passkey" | "identity")[];
            /** @description What is asked for as well; none where one is enough */
            secondFactors: ("totp" | "passkey" | "recovery_code")[];
            /** Format: date-time */
            createdAt: string;
        };
        MfaChallenge: {
            /** @constant */
            mfaRequired: true;
            /** @description For POST /api/v1/auth/login/mfa, within five minutes; good for one sign-in */
            mfaToken: string;
            /** @description What the account can prove its second factor with */
            methods: ("totp" | "passkey" | "recovery_code")[];
        };
        NewApiKey: {
            /** Format: uuid */
            id: string;
            /** @example Warehouse */
            name: string;
            /** @description How the key begins, for telling which one a program has */
            prefix: string;
            /** @description What it may do now */
            permissions: ("orders:read" | "orders:write" | "products:write" | "stock:write" | "payments:write" | "users:read" | "users:write" | "accounts:write" | "mail:read" | "mail:write" | "webhooks:write")[];
            /** @description What it was given; what its maker loses, the key loses, and gets back with its maker */
            granted: ("orders:read" | "orders:write" | "products:write" | "stock:write" | "payments:write" | "users:read" | "users:write" | "accounts:write" | "mail:read" | "mail:write" | "webhooks:write")[];
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            /** @description To about an hour */
            lastUsedAt: string | null;
            /** @description Shown once */
            key: string;
        };
        NewPasskey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Whether it can be copied to the person’s other devices */
            synced: boolean;
            /** Format: date-time */
            createdAt: string;
            lastUsedAt: string | null;
            /** @description Where the account had none: for the day that the passkey is lost, shown this once */
            recoveryCodes?: string[];
        };
        Passkey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Whether it can be copied to the person’s other devices */
            synced: boolean;
            /** Format: date-time */
            createdAt: string;
            lastUsedAt: string | null;
        };
        RecoveryCodes: {
            /** @description Shown this once; each signs in once in the place of a code */
            recoveryCodes: string[];
        };
        SecondFactors: {
            /** @description The authenticator app */
            totp: {
                /** Format: date-time */
                confirmedAt: string;
            } | null;
            /** @description How many there are */
            passkeys: number;
            recoveryCodesLeft: number;
        };
        Session: {
            /** Format: uuid */
            id: string;
            /** @description The one that asks */
            current: boolean;
            userAgent: string | null;
            ip: string | null;
            /** @description How the person proved who they are (RFC 8176) */
            amr: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @description Unless it is used before
             */
            expiresAt: string;
        };
        SigningKey: {
            /** @constant */
            kty: "EC";
            /** @constant */
            crv: "P-256";
            x: string;
            y: string;
            kid: string;
            /** @constant */
            use: "sig";
            /** @constant */
            alg: "ES256";
        };
        TokenPair: {
            /** @description Signed JWT (RFC 9068), for `Authorization: Bearer` */
            accessToken: string;
            /** @constant */
            tokenType: "Bearer";
            /** @description Seconds */
            expiresIn: number;
            /** @description Good for one refresh; absent where it is kept in the cookie */
            refreshToken?: string;
        };
        /**
         * @example {
         *       "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
         *       "otpauthUri": "otpauth://totp/OMS:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=OMS",
         *       "qrSvg": "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 33 33\"></svg>"
         *     }
         */
        TotpSetUp: {
            /** @description Base32, to be typed */
            secret: string;
            otpauthUri: string;
            /** @description The URI as a QR code */
            qrSvg: string;
        };
        DataExport: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "requested" | "collecting" | "ready" | "failed" | "expired";
            /** Format: date-time */
            requestedAt: string;
            completedAt: string | null;
            /** @description Until when the archive can be fetched */
            expiresAt: string | null;
            /** @description Services that have not sent all they hold */
            missing: string[];
            /** @description Once it is ready: what each service holds, by kind */
            archive: {
                [key: string]: {
                    [key: string]: unknown[];
                };
            } | null;
        };
        Erasure: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "requested" | "erasing" | "completed" | "refused";
            /** @description Why nothing was erased: `last_admin` when there is no other administrator */
            refusal: string | null;
            /** Format: date-time */
            requestedAt: string;
            completedAt: string | null;
            /** @description Who has forgotten the person */
            performed: {
                service: string;
                /** Format: date-time */
                at: string;
            }[];
            /** @description Services that have not yet */
            missing: string[];
        };
        Preferences: {
            mails: {
                /** @description What becomes of one’s orders */
                orderUpdates: boolean;
                /** @description Offers and news */
                news: boolean;
            };
        };
        SavedAddress: {
            /** Format: uuid */
            id: string;
            name: string;
            company?: string;
            line1: string;
            line2?: string;
            city: string;
            region?: string;
            postalCode: string;
            /** @description ISO 3166-1 alpha-2 */
            country: string;
            phone?: string;
            defaultShipping: boolean;
            defaultBilling: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /**
         * @example {
         *       "id": "0197c99f-11d2-7a3b-9c44-5d6e7f809a1b",
         *       "email": "ada@example.com",
         *       "name": "Ada Lovelace",
         *       "phone": "+4930123456",
         *       "locale": "en-GB",
         *       "timeZone": "Europe/Berlin",
         *       "createdAt": "2026-03-14T09:00:00.000Z",
         *       "updatedAt": "2026-03-14T09:05:00.000Z",
         *       "version": 2
         *     }
         */
        User: {
            /**
             * Format: uuid
             * @description The account’s id
             */
            id: string;
            email: string;
            name: string | null;
            /** @description E.164 */
            phone: string | null;
            /** @description BCP 47 */
            locale: string;
            /** @description IANA time zone */
            timeZone: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
        };
        Actor: {
            /** @enum {string} */
            kind: "person" | "apiKey" | "system";
            /** @description Account */
            id: string | null;
        };
        /**
         * @example {
         *       "name": "Ada Lovelace",
         *       "line1": "12 St James Square",
         *       "city": "London",
         *       "postalCode": "SW1Y 4JH",
         *       "country": "GB"
         *     }
         */
        Address: {
            name: string;
            company?: string;
            line1: string;
            line2?: string;
            city: string;
            region?: string;
            postalCode: string;
            /** @description ISO 3166-1 alpha-2 */
            country: string;
            phone?: string;
        };
        AppliedDiscount: {
            code: string;
            /**
             * @description What it takes off, shared among the lines or off shipping
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            amount: components["schemas"]["Money"];
        };
        /**
         * @description ISO 4217 code
         * @example EUR
         */
        Currency: string;
        /**
         * @example {
         *       "id": "0197c9a5-6f70-7182-8394-b5c6d7e8f90a",
         *       "code": "SPRING10",
         *       "name": "10 % in spring",
         *       "kind": "percentage",
         *       "ratePpm": 100000,
         *       "amounts": [],
         *       "minimumSubtotals": [
         *         {
         *           "amount": 2000,
         *           "currency": "EUR"
         *         }
         *       ],
         *       "skus": null,
         *       "startsAt": "2026-03-01T00:00:00.000Z",
         *       "endsAt": null,
         *       "maxUses": 1000,
         *       "maxUsesPerCustomer": 1,
         *       "combinable": false,
         *       "active": true,
         *       "used": 0,
         *       "version": 1
         *     }
         */
        Discount: {
            /** Format: uuid */
            id: string;
            /** @example SPRING10 */
            code: string;
            name: string;
            /** @enum {string} */
            kind: "percentage" | "fixed" | "free_shipping";
            /** @description Of a percentage: parts per million, 100000 is 10 % */
            ratePpm: number | null;
            /** @description Of a fixed discount: what it takes off in each currency, quoted as prices are */
            amounts: components["schemas"]["Money"][];
            /** @description Unless empty: what the lines of an order must cost before discounts */
            minimumSubtotals: components["schemas"]["Money"][];
            /** @description What it is limited to; null for everything */
            skus: string[] | null;
            startsAt: string | null;
            /** @description The first moment at which it is over */
            endsAt: string | null;
            maxUses: number | null;
            maxUsesPerCustomer: number | null;
            /** @description Whether an order may have other discounts beside it */
            combinable: boolean;
            /** @description Whether orders can use it */
            active: boolean;
            /** @description Orders that have it and were not given up */
            used: number;
            /** @description Of what staff decide; uses do not change it */
            version: number;
        };
        /**
         * @example {
         *       "total": {
         *         "amount": 1999,
         *         "currency": "EUR"
         *       },
         *       "due": {
         *         "amount": 1999,
         *         "currency": "EUR"
         *       },
         *       "lines": [
         *         {
         *           "lineId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60",
         *           "sku": "MUG-BLUE",
         *           "name": "Mug, blue",
         *           "before": 2,
         *           "after": 3,
         *           "stock": 1
         *         }
         *       ]
         *     }
         */
        EditDifference: {
            /** @description New total less the old one */
            total: components["schemas"]["SignedMoney"];
            /** @description What is due after it; below zero when too much was paid */
            due: components["schemas"]["SignedMoney"];
            lines: {
                /** Format: uuid */
                lineId: string;
                sku: string;
                name: string;
                before: number;
                after: number;
                /** @description Pieces reserved in addition; below zero, released */
                stock: number;
            }[];
        };
        /** @enum {string} */
        FulfillmentStatus: "unfulfilled" | "partially_shipped" | "shipped" | "partially_delivered" | "delivered";
        /**
         * @example {
         *       "counts": {
         *         "created": 1,
         *         "updated": 0,
         *         "unchanged": 0,
         *         "error": 0
         *       },
         *       "lines": [
         *         {
         *           "line": 2,
         *           "sku": "CUP-GREEN",
         *           "outcome": "created",
         *           "errors": []
         *         }
         *       ]
         *     }
         */
        ImportReport: {
            counts: {
                created: number;
                updated: number;
                unchanged: number;
                error: number;
            };
            /** @description In the order of the file */
            lines: {
                /** @description As an editor counts, from 1 */
                line: number;
                /** @description Null where it cannot be read */
                sku: string | null;
                /** @enum {string} */
                outcome: "created" | "updated" | "unchanged" | "error";
                /** @description At most five */
                errors: {
                    /** @description JSON Pointer (RFC 6901) into the line: a member of its JSON, or a column of the CSV; empty for all of it */
                    pointer: string;
                    code: string;
                    detail: string;
                }[];
            }[];
        };
        IssuedDocument: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "invoice" | "credit_note";
            /** @example INV-2026-000001 */
            number: string;
            /** Format: date-time */
            issuedAt: string;
            /**
             * @description Of an invoice the total, of a credit note what was given back
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            amount: components["schemas"]["Money"];
        };
        LinePieces: {
            /** Format: uuid */
            lineId: string;
            sku: string;
            name: string;
            quantity: number;
        };
        /**
         * @example {
         *       "amount": 1999,
         *       "currency": "EUR"
         *     }
         */
        Money: {
            /** @description In minor units: 1999 is 19.99 EUR */
            amount: number;
            currency: components["schemas"]["Currency"];
        };
        /**
         * @example {
         *       "id": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f",
         *       "number": "A-100042",
         *       "customerId": "0197c99f-11d2-7a3b-9c44-5d6e7f809a1b",
         *       "email": "ada@example.com",
         *       "status": "pending",
         *       "paymentStatus": "pending",
         *       "fulfillmentStatus": "unfulfilled",
         *       "currency": "EUR",
         *       "pricesIncludeTax": true,
         *       "lines": [
         *         {
         *           "id": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60",
         *           "sku": "MUG-BLUE",
         *           "name": "Mug, blue",
         *           "quantity": 2,
         *           "unitPrice": {
         *             "amount": 1999,
         *             "currency": "EUR"
         *           },
         *           "discount": {
         *             "amount": 0,
         *             "currency": "EUR"
         *           },
         *           "taxRatePpm": 200000,
         *           "tax": {
         *             "amount": 666,
         *             "currency": "EUR"
         *           },
         *           "total": {
         *             "amount": 3998,
         *             "currency": "EUR"
         *           },
         *           "shipped": 0,
         *           "delivered": 0,
         *           "returned": 0
         *         }
         *       ],
         *       "discounts": [],
         *       "totals": {
         *         "subtotal": {
         *           "amount": 3998,
         *           "currency": "EUR"
         *         },
         *         "discount": {
         *           "amount": 0,
         *           "currency": "EUR"
         *         },
         *         "shipping": {
         *           "amount": 499,
         *           "currency": "EUR"
         *         },
         *         "tax": {
         *           "amount": 749,
         *           "currency": "EUR"
         *         },
         *         "total": {
         *           "amount": 4497,
         *           "currency": "EUR"
         *         },
         *         "paid": {
         *           "amount": 0,
         *           "currency": "EUR"
         *         },
         *         "refunded": {
         *           "amount": 0,
         *           "currency": "EUR"
         *         },
         *         "due": {
         *           "amount": 4497,
         *           "currency": "EUR"
         *         }
         *       },
         *       "shippingAddress": {
         *         "name": "Ada Lovelace",
         *         "line1": "12 St James Square",
         *         "city": "London",
         *         "postalCode": "SW1Y 4JH",
         *         "country": "GB"
         *       },
         *       "billingAddress": {
         *         "name": "Ada Lovelace",
         *         "line1": "12 St James Square",
         *         "city": "London",
         *         "postalCode": "SW1Y 4JH",
         *         "country": "GB"
         *       },
         *       "shippingMethod": {
         *         "code": "standard",
         *         "name": "Standard"
         *       },
         *       "note": "Ring twice, please",
         *       "metadata": {
         *         "campaign": "spring"
         *       },
         *       "placedAt": "2026-03-14T09:26:53.589Z",
         *       "expiresAt": "2026-03-14T10:26:53.589Z",
         *       "updatedAt": "2026-03-14T09:26:53.589Z",
         *       "version": 1
         *     }
         */
        Order: {
            /** Format: uuid */
            id: string;
            /** @example A-100042 */
            number: string;
            customerId: string | null;
            email: string | null;
            status: components["schemas"]["OrderStatus"];
            paymentStatus: components["schemas"]["PaymentStatus"];
            fulfillmentStatus: components["schemas"]["FulfillmentStatus"];
            currency: string;
            /** @description Whether unit prices and discounts are quoted with tax */
            pricesIncludeTax: boolean;
            lines: components["schemas"]["OrderLine"][];
            /** @default [] */
            discounts: components["schemas"]["AppliedDiscount"][];
            totals: components["schemas"]["OrderTotals"];
            shippingAddress: components["schemas"]["Address"] | null;
            billingAddress: components["schemas"]["Address"] | null;
            shippingMethod: {
                code: string;
                name: string;
            } | null;
            note: string | null;
            metadata: {
                [key: string]: string;
            };
            /** Format: date-time */
            placedAt: string;
            /** @description When an order that is not paid in full by then is given up, and what was paid of it paid back */
            expiresAt: string | null;
            /** Format: date-time */
            updatedAt: string;
            version: number;
        };
        OrderComment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /**
             * @description `internal` is seen by staff alone
             * @enum {string}
             */
            visibility: "public" | "internal";
            /** @description Null once the customer is erased */
            body: string | null;
            /** @enum {string} */
            author: "customer" | "staff";
            /** Format: date-time */
            createdAt: string;
        };
        /** @description A change of an order’s lines */
        OrderEdit: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /**
             * @description `superseded` by a later edit of the order
             * @enum {string}
             */
            status: "open" | "confirmed" | "discarded" | "superseded";
            /** @description Version of the order that it was made for */
            baseVersion: number;
            /** @description Lines of other skus stay as they are */
            items: {
                sku: string;
                /** @description How many there are to be; 0 takes the line out */
                quantity: number;
            }[];
            preview: {
                difference: components["schemas"]["EditDifference"];
                /** @description As it would be, or, in the answer that confirms it, as it has become; null once the edit is over */
                order: components["schemas"]["Order"] | null;
            };
            reason: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        OrderEvent: {
            /** @constant */
            specversion: "1.0";
            /** Format: uuid */
            id: string;
            /** Format: starts_with */
            source: string;
            type: string;
            subject: string;
            /** Format: date-time */
            time: string;
            /** @constant */
            datacontenttype: "application/json";
            aggregateversion: number;
            traceparent?: string;
            requestid?: string;
            data: unknown;
        };
        OrderFieldChange: {
            /**
             * @description Member of the order as a JSON pointer; lines by their id
             * @example /paymentStatus
             * @example /lines/0192f0c4-7a1e-7c3e-8f00-0242ac120002/shipped
             */
            path: string;
            /** @description Absent where there was none */
            before?: unknown;
            /** @description Absent where there is none any more */
            after?: unknown;
        };
        OrderLine: {
            /** Format: uuid */
            id: string;
            sku: string;
            name: string;
            quantity: number;
            unitPrice: components["schemas"]["Money"];
            /**
             * @description Share of this line in all discounts
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            discount: components["schemas"]["Money"];
            /** @description Rate of tax in parts per million: 190000 is 19 % */
            taxRatePpm: number;
            /**
             * @description Contained in the total, whether prices are quoted with tax or without
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            tax: components["schemas"]["Money"];
            /**
             * @description What the customer pays for this line: after discount, with tax
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            total: components["schemas"]["Money"];
            shipped: number;
            /**
             * @description Of those shipped
             * @default 0
             */
            delivered: number;
            returned: number;
        };
        /**
         * @example {
         *       "id": "0197c9a3-4d5e-7f60-8172-93a4b5c6d7e8",
         *       "orderId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f",
         *       "status": "requested",
         *       "items": [
         *         {
         *           "lineId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60",
         *           "sku": "MUG-BLUE",
         *           "name": "Mug, blue",
         *           "quantity": 1,
         *           "received": null
         *         }
         *       ],
         *       "reason": "Wrong colour",
         *       "answer": null,
         *       "restocked": null,
         *       "refundId": null,
         *       "createdAt": "2026-03-18T12:00:00.000Z",
         *       "updatedAt": "2026-03-18T12:00:00.000Z"
         *     }
         */
        OrderReturn: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /** @enum {string} */
            status: "requested" | "approved" | "rejected" | "received" | "refunded" | "canceled";
            items: {
                /** Format: uuid */
                lineId: string;
                sku: string;
                name: string;
                quantity: number;
                /** @description Of these, pieces that came; null until they did */
                received?: number | null;
            }[];
            /** @description Why the customer sends it back */
            reason: string | null;
            /** @description What the customer was told with the approval or the rejection */
            answer: string | null;
            /** @description Whether what came back can be sold again; null until it came */
            restocked: boolean | null;
            refundId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @enum {string} */
        OrderStatus: "pending" | "confirmed" | "completed" | "canceled" | "expired";
        OrderTotals: {
            /**
             * @description Unit prices times quantities
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            subtotal: components["schemas"]["Money"];
            discount: components["schemas"]["Money"];
            /**
             * @description What the customer pays for shipping: with tax
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            shipping: components["schemas"]["Money"];
            /**
             * @description Contained in the total: of all lines and of shipping
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            tax: components["schemas"]["Money"];
            /**
             * @description Totals of all lines, and shipping
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            total: components["schemas"]["Money"];
            /**
             * @description All that was ever captured
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            paid: components["schemas"]["Money"];
            /**
             * @description Of what was paid
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            refunded: components["schemas"]["Money"];
            /** @description What is still to be paid; below zero when too much was paid, or when an order that is given up was. What is paid back once all was paid is not due again */
            due: components["schemas"]["SignedMoney"];
        };
        OrderTransition: {
            /** @enum {string} */
            action: "confirm" | "complete" | "cancel" | "expire" | "pay" | "capture" | "void" | "refund" | "ship" | "request_return" | "edit";
            /** @description Whether the caller can do it now */
            possible: boolean;
            /** @description The status that it leads to, where it is possible */
            to: components["schemas"]["OrderStatus"] | null;
            /** @description Why it is not possible, for programs */
            code: string | null;
            /** @description Why it is not possible, for people */
            detail: string | null;
        };
        /**
         * @description What can be done with an order, and why the rest cannot
         * @example {
         *       "status": "pending",
         *       "paymentStatus": "pending",
         *       "fulfillmentStatus": "unfulfilled",
         *       "version": 1,
         *       "actions": [
         *         {
         *           "action": "cancel",
         *           "possible": true,
         *           "to": "canceled",
         *           "code": null,
         *           "detail": null
         *         },
         *         {
         *           "action": "ship",
         *           "possible": false,
         *           "to": null,
         *           "code": "not_confirmed",
         *           "detail": "The order is not confirmed yet."
         *         }
         *       ]
         *     }
         */
        OrderTransitions: {
            status: components["schemas"]["OrderStatus"];
            paymentStatus: components["schemas"]["PaymentStatus"];
            fulfillmentStatus: components["schemas"]["FulfillmentStatus"];
            /** @description Of the order that this is true of */
            version: number;
            actions: components["schemas"]["OrderTransition"][];
        };
        /**
         * @example {
         *       "id": "0197c9a1-2b3c-7d4e-8f60-718293a4b5c6",
         *       "orderId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f",
         *       "provider": "manual",
         *       "status": "captured",
         *       "amount": {
         *         "amount": 4497,
         *         "currency": "EUR"
         *       },
         *       "authorized": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "captured": {
         *         "amount": 4497,
         *         "currency": "EUR"
         *       },
         *       "voided": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "refunded": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "reference": "BANK-2041",
         *       "failure": null,
         *       "disputes": [],
         *       "createdAt": "2026-03-14T09:30:00.000Z",
         *       "updatedAt": "2026-03-14T09:30:00.000Z"
         *     }
         */
        Payment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /**
             * @example manual
             * @example stripe
             */
            provider: string;
            /**
             * @description `captured` once all of it, or all that will be, was captured
             * @enum {string}
             */
            status: "pending" | "requires_action" | "authorized" | "captured" | "voided" | "failed";
            /**
             * @description What it was made for
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            amount: components["schemas"]["Money"];
            /**
             * @description Held by the provider and not yet captured
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            authorized: components["schemas"]["Money"];
            captured: components["schemas"]["Money"];
            /**
             * @description Held once, and let go
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            voided: components["schemas"]["Money"];
            /**
             * @description Of what was captured
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            refunded: components["schemas"]["Money"];
            /** @description How the provider, or the bookkeeping, calls it */
            reference: string | null;
            /** @description Why the provider refused it last */
            failure: string | null;
            /**
             * @description Money of lost ones is not booked as refunded
             * @default []
             */
            disputes: components["schemas"]["PaymentDispute"][];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description A payer has a payment taken back by their bank (a chargeback) */
        PaymentDispute: {
            /**
             * @description `lost` where the provider has taken the money back
             * @enum {string}
             */
            status: "open" | "won" | "lost";
            amount: components["schemas"]["Money"];
            /** @description As the provider names it, such as `fraudulent` */
            reason: string | null;
        };
        /** @description Something that a payment provider was asked for */
        PaymentOperation: {
            /**
             * Format: uuid
             * @description The provider’s idempotency key
             */
            id: string;
            /** Format: uuid */
            orderId: string;
            orderNumber: string;
            /** Format: uuid */
            paymentId: string;
            refundId: string | null;
            provider: string;
            /** @enum {string} */
            kind: "create" | "capture" | "void" | "refund";
            amount: components["schemas"]["Money"];
            /**
             * @description `payout`: the provider has accepted a refund and not paid it out
             * @enum {string}
             */
            waitsFor: "answer" | "payout";
            attempts: number;
            /** @description What came of the last attempt */
            error: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            nextAttemptAt: string;
        };
        /** @enum {string} */
        PaymentStatus: "pending" | "authorized" | "partially_paid" | "paid" | "partially_refunded" | "refunded" | "voided";
        /**
         * @description A payment, with what the payer’s client needs to go on
         * @example {
         *       "id": "0197c9a1-2b3c-7d4e-8f60-718293a4b5c6",
         *       "orderId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f",
         *       "provider": "manual",
         *       "status": "captured",
         *       "amount": {
         *         "amount": 4497,
         *         "currency": "EUR"
         *       },
         *       "authorized": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "captured": {
         *         "amount": 4497,
         *         "currency": "EUR"
         *       },
         *       "voided": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "refunded": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "reference": "BANK-2041",
         *       "failure": null,
         *       "disputes": [],
         *       "createdAt": "2026-03-14T09:30:00.000Z",
         *       "updatedAt": "2026-03-14T09:30:00.000Z",
         *       "clientSecret": null
         *     }
         */
        PaymentToConfirm: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /**
             * @example manual
             * @example stripe
             */
            provider: string;
            /**
             * @description `captured` once all of it, or all that will be, was captured
             * @enum {string}
             */
            status: "pending" | "requires_action" | "authorized" | "captured" | "voided" | "failed";
            /**
             * @description What it was made for
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            amount: components["schemas"]["Money"];
            /**
             * @description Held by the provider and not yet captured
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            authorized: components["schemas"]["Money"];
            captured: components["schemas"]["Money"];
            /**
             * @description Held once, and let go
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            voided: components["schemas"]["Money"];
            /**
             * @description Of what was captured
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            refunded: components["schemas"]["Money"];
            /** @description How the provider, or the bookkeeping, calls it */
            reference: string | null;
            /** @description Why the provider refused it last */
            failure: string | null;
            /**
             * @description Money of lost ones is not booked as refunded
             * @default []
             */
            disputes: components["schemas"]["PaymentDispute"][];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description `stripe`: what Stripe.js goes on with; null once that is over, and with other providers */
            clientSecret: string | null;
        };
        Product: {
            /** Format: uuid */
            id: string;
            /** @example MUG-BLUE */
            sku: string;
            name: string;
            /** @example Stoneware, 0.3 l, safe in the dishwasher */
            description: string;
            prices: components["schemas"]["Money"][];
            taxClass: components["schemas"]["TaxClass"];
            /** @description Whether it can be ordered */
            active: boolean;
            /** @enum {string} */
            availability: "in_stock" | "out_of_stock";
            version: number;
        };
        /**
         * @example {
         *       "id": "0197c9a2-3c4d-7e5f-9071-8293a4b5c6d7",
         *       "orderId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f",
         *       "status": "succeeded",
         *       "amount": {
         *         "amount": 1999,
         *         "currency": "EUR"
         *       },
         *       "tax": {
         *         "amount": 333,
         *         "currency": "EUR"
         *       },
         *       "shipping": {
         *         "amount": 0,
         *         "currency": "EUR"
         *       },
         *       "items": [
         *         {
         *           "lineId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e60",
         *           "sku": "MUG-BLUE",
         *           "name": "Mug, blue",
         *           "quantity": 1,
         *           "amount": {
         *             "amount": 1999,
         *             "currency": "EUR"
         *           },
         *           "tax": {
         *             "amount": 333,
         *             "currency": "EUR"
         *           }
         *         }
         *       ],
         *       "returnId": null,
         *       "reason": "Arrived with a scratch",
         *       "createdAt": "2026-03-20T15:00:00.000Z",
         *       "updatedAt": "2026-03-20T15:00:01.000Z"
         *     }
         */
        Refund: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /**
             * @description `pending` until the provider has paid it out
             * @enum {string}
             */
            status: "pending" | "succeeded" | "failed";
            amount: components["schemas"]["Money"];
            /**
             * @description Contained in the amount
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            tax: components["schemas"]["Money"];
            /**
             * @description Share of shipping, contained in the amount
             * @example {
             *       "amount": 1999,
             *       "currency": "EUR"
             *     }
             */
            shipping: components["schemas"]["Money"];
            /** @description What it is for; empty when it is an amount without pieces */
            items: {
                /** Format: uuid */
                lineId: string;
                sku: string;
                name: string;
                quantity: number;
                amount: components["schemas"]["Money"];
                tax: components["schemas"]["Money"];
            }[];
            returnId: string | null;
            reason: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description A parcel */
        Shipment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /** @enum {string} */
            status: "shipped" | "delivered" | "canceled";
            items: components["schemas"]["LinePieces"][];
            carrier: string | null;
            trackingNumber: string | null;
            trackingUrl: string | null;
            /** Format: date-time */
            shippedAt: string;
            deliveredAt: string | null;
            canceledAt: string | null;
        };
        ShippingMethod: {
            /** Format: uuid */
            id: string;
            /** @example standard */
            code: string;
            /** @example Standard */
            name: string;
            prices: components["schemas"]["Money"][];
            taxClass: components["schemas"]["TaxClass"];
            /** @description Whether orders can choose it */
            active: boolean;
            /** @description Orders that name no method get the lowest that has a price in their currency */
            position: number;
            version: number;
        };
        SignedMoney: {
            /** @description In minor units: 1999 is 19.99 EUR */
            amount: number;
            currency: components["schemas"]["Currency"];
        };
        /**
         * @example {
         *       "onHand": 25,
         *       "reserved": 2,
         *       "available": 23
         *     }
         */
        Stock: {
            /** @description Pieces in the warehouse */
            onHand: number;
            /** @description Of these, pieces that orders wait for */
            reserved: number;
            /** @description What can still be ordered */
            available: number;
        };
        /**
         * @description An adjustment, and the stock after it
         * @example {
         *       "id": "0197c9a4-5e6f-7071-8283-a4b5c6d7e8f9",
         *       "delta": 25,
         *       "reason": "Delivery of 14 March",
         *       "onHand": 25,
         *       "reserved": 0,
         *       "available": 25
         *     }
         */
        StockAdjustment: {
            /** Format: uuid */
            id: string;
            delta: number;
            reason: string;
            /** @description Pieces in the warehouse */
            onHand: number;
            /** @description Of these, pieces that orders wait for */
            reserved: number;
            /** @description What can still be ordered */
            available: number;
        };
        /**
         * @description One entry of the ledger whose sums are the stock
         * @example {
         *       "id": "0197c9a4-5e6f-7071-8283-a4b5c6d7e8f9",
         *       "kind": "adjustment",
         *       "onHandDelta": 25,
         *       "reservedDelta": 0,
         *       "orderId": null,
         *       "actorId": "0197c99f-11d2-7a3b-9c44-5d6e7f809a1b",
         *       "reason": "Delivery of 14 March",
         *       "createdAt": "2026-03-14T08:00:00.000Z"
         *     }
         */
        StockMovement: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "adjustment" | "reservation" | "release" | "shipment" | "return";
            onHandDelta: number;
            reservedDelta: number;
            orderId: string | null;
            /** @description Account of who adjusted */
            actorId: string | null;
            reason: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        /**
         * @description Decides, with the destination, the rate of tax
         * @enum {string}
         */
        TaxClass: "standard" | "reduced" | "super_reduced" | "zero";
        TaxRate: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            taxClass: "standard" | "reduced" | "super_reduced";
            /** @description Destination, ISO 3166-1 alpha-2 */
            country: string;
            /**
             * @description Null: all of the country that has no rate of its own
             * @example null
             */
            region: string | null;
            /** @description Parts per million: 190000 is 19 % */
            ratePpm: number;
            version: number;
        };
        /**
         * @example {
         *       "id": "0197c9a1-2b3c-7d4e-8f60-718293a4b5c7",
         *       "type": "oms.orders.order.confirmed.v1",
         *       "version": 2,
         *       "time": "2026-03-14T09:30:00.000Z",
         *       "actor": {
         *         "kind": "person",
         *         "id": "0197c99f-11d2-7a3b-9c44-5d6e7f809a1b"
         *       },
         *       "changes": [
         *         {
         *           "path": "/status",
         *           "before": "pending",
         *           "after": "confirmed"
         *         }
         *       ],
         *       "data": {},
         *       "redacted": false,
         *       "hash": "mS3iN0qk4QvO2n2d6bTqfXo6a0Yc8yTg6m2C5i3hB1k"
         *     }
         */
        TimelineEntry: {
            /**
             * Format: uuid
             * @description Of the event
             */
            id: string;
            /** @example oms.orders.order.placed.v1 */
            type: string;
            /** @description Of the order after it */
            version: number;
            /** Format: date-time */
            time: string;
            actor: components["schemas"]["Actor"];
            /** @description What it changed in the order; of the first entry all that it was placed with */
            changes: components["schemas"]["OrderFieldChange"][];
            /** @description What else the event told, such as the shipment */
            data: {
                [key: string]: unknown;
            };
            /** @description Whether it told of a person who has been erased since */
            redacted: boolean;
            /** @description SHA-256 over this entry and the hash of the one before, base64url */
            hash: string;
        };
        /**
         * @description A run of the check that everything adds up
         * @example {
         *       "id": "0197c9a7-8192-73a4-85b6-d7e8f90a1b2c",
         *       "status": "finished",
         *       "requestedBy": "0197c99f-11d2-7a3b-9c44-5d6e7f809a1b",
         *       "requestedAt": "2026-03-14T03:00:00.000Z",
         *       "startedAt": "2026-03-14T03:00:00.200Z",
         *       "finishedAt": "2026-03-14T03:00:04.100Z",
         *       "orders": 1042,
         *       "checks": [
         *         {
         *           "name": "stock",
         *           "claim": "Stock is the sum of its movements",
         *           "violations": 0,
         *           "offenders": []
         *         }
         *       ],
         *       "error": null
         *     }
         */
        Verification: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "queued" | "running" | "finished" | "failed";
            /** @description Account; null for one that was due */
            requestedBy: string | null;
            /** Format: date-time */
            requestedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** @description Examined so far */
            orders: number;
            /** @description Null until it is finished */
            checks: {
                name: string;
                /** @description What has to be true */
                claim: string;
                violations: number;
                /** @description The first of them */
                offenders: {
                    subject: string;
                    detail: string;
                }[];
            }[] | null;
            error: string | null;
        };
        /**
         * @example {
         *       "id": "0197c9a6-7081-7293-84a5-c6d7e8f90a1b",
         *       "subscriptionId": "0197c9a6-0112-7344-8556-677889900112",
         *       "eventId": "0197c9a0-6f9d-7123-8456-0a1b2c3d4e5f",
         *       "eventType": "oms.orders.order.placed.v1",
         *       "orderId": "0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f",
         *       "occurredAt": "2026-03-14T09:26:53.589Z",
         *       "status": "delivered",
         *       "nextAttemptAt": null,
         *       "lastError": null,
         *       "deliveredAt": "2026-03-14T09:26:54.123Z",
         *       "createdAt": "2026-03-14T09:26:53.700Z",
         *       "attempts": [
         *         {
         *           "number": 1,
         *           "startedAt": "2026-03-14T09:26:54.000Z",
         *           "finishedAt": "2026-03-14T09:26:54.123Z",
         *           "statusCode": 200,
         *           "error": null,
         *           "durationMs": 123,
         *           "responseExcerpt": "ok"
         *         }
         *       ]
         *     }
         */
        WebhookDelivery: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            subscriptionId: string;
            /**
             * Format: uuid
             * @description The same in every attempt, as `webhook-id`
             */
            eventId: string;
            eventType: string;
            /** @description Null for a test */
            orderId: string | null;
            /** Format: date-time */
            occurredAt: string;
            /**
             * @description `failed`: given up after three days; `skipped`: the subscription was inactive
             * @enum {string}
             */
            status: "pending" | "sending" | "delivered" | "failed" | "skipped";
            /** @description At the earliest: earlier events of the order, and pauses of a failing receiver, come first */
            nextAttemptAt: string | null;
            lastError: string | null;
            deliveredAt: string | null;
            /** Format: date-time */
            createdAt: string;
            attempts: {
                number: number;
                /** Format: date-time */
                startedAt: string;
                /** @description Null while it is under way */
                finishedAt: string | null;
                /** @description What the receiver answered; null where no answer came */
                statusCode: number | null;
                error: string | null;
                durationMs: number | null;
                /** @description The first KiB of the answer */
                responseExcerpt: string | null;
            }[];
        };
        WebhookSubscription: {
            /** Format: uuid */
            id: string;
            url: string;
            /**
             * @description `*` for all
             * @example [
             *       "oms.orders.order.placed.v1"
             *     ]
             */
            eventTypes: string[];
            description: string | null;
            active: boolean;
            /** @description Why OMS has set it inactive: nothing but failures for three days, or an answer of 410 */
            disabledReason: ("failing" | "gone") | null;
            disabledAt: string | null;
            /** @description The first failure after the last success */
            failingSince: string | null;
            /** @description Until then the secret before the present one signs too */
            previousSecretUntil: string | null;
            /** @description The account that made it */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
        };
        WebhookSubscriptionWithSecret: {
            /** Format: uuid */
            id: string;
            url: string;
            /**
             * @description `*` for all
             * @example [
             *       "oms.orders.order.placed.v1"
             *     ]
             */
            eventTypes: string[];
            description: string | null;
            active: boolean;
            /** @description Why OMS has set it inactive: nothing but failures for three days, or an answer of 410 */
            disabledReason: ("failing" | "gone") | null;
            disabledAt: string | null;
            /** @description The first failure after the last success */
            failingSince: string | null;
            /** @description Until then the secret before the present one signs too */
            previousSecretUntil: string | null;
            /** @description The account that made it */
            createdBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            version: number;
            /**
             * @description Verifies signatures; it is never shown again
             * @example whsec_c2VjcmV0IG9mIGEgc3Vic2NyaXB0aW9u
             */
            secret: string;
        };
        MailMessage: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The event that it answers
             */
            eventId: string;
            recipient: string;
            recipientName: string | null;
            template: string;
            /** @description BCP 47 */
            locale: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * @description `unknown`: the connection was lost after the content had left, and it is not sent again by itself
             * @example sent
             * @enum {string}
             */
            status: "queued" | "sending" | "sent" | "failed" | "unknown" | "expired" | "suppressed";
            attempts: number;
            /** @example null */
            nextAttemptAt: string | null;
            /**
             * @description When its link stops working
             * @example null
             */
            expiresAt: string | null;
            /** @description The same in every attempt; without angle brackets */
            messageId: string;
            sentAt: string | null;
            lastError: string | null;
            /** @description When the recipient’s server took it, as the provider tells */
            deliveredAt: string | null;
            /** @description When it came back for good, which may be after it was delivered */
            bouncedAt: string | null;
            /** @description When the recipient called it spam */
            complainedAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        MailMessageDetails: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The event that it answers
             */
            eventId: string;
            recipient: string;
            recipientName: string | null;
            template: string;
            /** @description BCP 47 */
            locale: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * @description `unknown`: the connection was lost after the content had left, and it is not sent again by itself
             * @example sent
             * @enum {string}
             */
            status: "queued" | "sending" | "sent" | "failed" | "unknown" | "expired" | "suppressed";
            attempts: number;
            /** @example null */
            nextAttemptAt: string | null;
            /**
             * @description When its link stops working
             * @example null
             */
            expiresAt: string | null;
            /** @description The same in every attempt; without angle brackets */
            messageId: string;
            sentAt: string | null;
            lastError: string | null;
            /** @description When the recipient’s server took it, as the provider tells */
            deliveredAt: string | null;
            /** @description When it came back for good, which may be after it was delivered */
            bouncedAt: string | null;
            /** @description When the recipient called it spam */
            complainedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description What the template is filled with, less any secret
             * @example {
             *       "order": {
             *         "number": "A-100042"
             *       }
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            deliveries: {
                number: number;
                /** Format: date-time */
                startedAt: string;
                finishedAt: string | null;
                outcome: ("sent" | "rejected" | "deferred" | "unknown" | "abandoned") | null;
                transport: string | null;
                /** @example null */
                detail: string | null;
                /** @description What the mail server answered */
                response: string | null;
                /** @description What the provider calls it */
                providerId: string | null;
            }[];
        };
        MailPreview: {
            template: string;
            locale: string;
            /** @example Your order A-100042 */
            subject: string;
            html: string;
            text: string;
        };
        MailSuppression: {
            /** @description In lower case */
            email: string;
            /**
             * @example manual
             * @enum {string}
             */
            reason: "bounced" | "complained" | "unsubscribed" | "manual";
            /** @example Asked for it by phone */
            note: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        MailTemplate: {
            /** @example order-confirmation */
            name: string;
            /** @example Confirms an order to its customer */
            description: string;
            /** @enum {string} */
            category: "security" | "transactional" | "orderUpdates" | "news";
            /** @description Locales with texts of their own */
            locales: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    registerAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /**
                     * Format: password
                     * @description 15 to 128 characters of any kind
                     * @example correct horse battery staple
                     */
                    password: string;
                    name?: string;
                    /**
                     * @description BCP 47
                     * @example en-GB
                     */
                    locale?: string;
                };
            };
        };
        responses: {
            /** @description A mail is on its way, if the address can receive it */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The address is verified; the token is used up */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /** Format: password */
                    password: string;
                    /**
                     * @description Set the refresh token as the cookie `__Host-rt`, which scripts cannot read, instead of returning it
                     * @example false
                     */
                    cookie?: boolean;
                };
            };
        };
        responses: {
            /** @description Signed in, or a second factor is needed */
            200: {
                headers: {
                    /** @description `__Host-rt`, where it was asked for */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"] | components["schemas"]["MfaChallenge"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refreshTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    refreshToken?: string;
                };
            };
        };
        responses: {
            /** @description A new pair */
            200: {
                headers: {
                    /** @description `__Host-rt`, where it was asked for */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out; the cookie is gone */
            204: {
                headers: {
                    /** @description Clears `__Host-rt` */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Live sessions, the latest used first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description A mail is on its way, if the address has an account */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    /**
                     * Format: password
                     * @description 15 to 128 characters of any kind
                     * @example correct horse battery staple
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The password is set; the token is used up */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: password */
                    currentPassword: string;
                    /**
                     * Format: password
                     * @description 15 to 128 characters of any kind
                     * @example correct horse battery staple
                     */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description The password is set */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    newEmail: string;
                    /** Format: password */
                    password: string;
                };
            };
        };
        responses: {
            /** @description A mail is on its way, if the address can be used */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /** @description Part of the address or the name */
                search?: string;
                role?: "customer" | "staff" | "admin";
                status?: "active" | "suspended";
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Account"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAccountRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    roles: ("customer" | "staff" | "admin")[];
                };
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suspendAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reactivateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeAccountSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                accountId?: string;
                type?: "account.registered" | "account.registration-repeated" | "account.verified" | "account.roles-changed" | "account.suspended" | "account.reactivated" | "account.exported" | "account.erased" | "account.erasure-refused" | "login.half-way" | "login.succeeded" | "login.failed" | "identity.linked" | "identity.unlinked" | "passkey.added" | "passkey.removed" | "session.ended" | "sessions.revoked" | "refresh-token.reused" | "factor.totp-enabled" | "factor.totp-disabled" | "factor.totp-reset" | "factor.recovery-code-used" | "factor.recovery-codes-replaced" | "magic-link.requested" | "password.reset-requested" | "password.changed" | "reauthentication.failed" | "password.reset" | "email.change-requested" | "email.changed" | "api-key.created" | "api-key.changed" | "api-key.revoked" | "signing-key.made" | "dead-letter.replayed" | "dead-letter.discarded";
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEntry"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApiKey"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What it is for */
                    name: string;
                    permissions: ("orders:read" | "orders:write" | "products:write" | "stock:write" | "payments:write" | "users:read" | "users:write" | "accounts:write" | "mail:read" | "mail:write" | "webhooks:write")[];
                    /** Format: date-time */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is void */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPasskeyOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `navigator.credentials.create()`; its challenge is good for one passkey, for five minutes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of registration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Passkey"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `credential.toJSON()` of what the browser has made */
                    credential: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[];
                        };
                    };
                    /**
                     * @description What its owner knows it by
                     * @default Passkey
                     */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Registered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasskey"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It signs nobody in any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPasskeyLoginOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `navigator.credentials.get()`; its challenge is good for one sign-in, for five minutes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logInWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `credential.toJSON()` of what the browser has answered */
                    credential: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                    /**
                     * @description Set the refresh token as the cookie `__Host-rt`, which scripts cannot read, instead of returning it
                     * @example false
                     */
                    cookie?: boolean;
                };
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    /** @description `__Host-rt`, where it was asked for */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"] | components["schemas"]["MfaChallenge"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forwardAuth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An administrator */
            204: {
                headers: {
                    /** @description Id of the account */
                    "X-Auth-Account"?: string;
                    /** @description Its address */
                    "X-Auth-Email"?: string;
                    /** @description The cookies of the request but for ours, where there are any */
                    Cookie?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description To the sign-in page */
            302: {
                headers: {
                    /** @description The sign-in page */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginOauth: {
        parameters: {
            query?: {
                /** @description Where the browser goes in the end: a path here, or a page of an allowed origin */
                returnTo?: string;
                /** @description Have the issuer ask the person to sign in there again, for what needs a recent sign-in */
                reauthenticate?: "true" | "false";
            };
            header?: never;
            path: {
                /** @example google */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the issuer */
            302: {
                headers: {
                    /** @description The issuer’s sign-in page */
                    Location?: string;
                    /** @description `__Host-oidc`, which binds the way back */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishOauth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example google */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To `returnTo` or to the sign-in page */
            302: {
                headers: {
                    /** @description Where the browser goes on */
                    Location?: string;
                    /** @description `__Host-rt` once signed in */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of linking */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Identity"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    linkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example google */
                    provider: string;
                    /** @description Where the browser goes in the end: a path here, or a page of an allowed origin */
                    returnTo?: string;
                };
            };
        };
        responses: {
            /** @description Where the browser goes */
            200: {
                headers: {
                    /** @description `__Host-oidc`, which binds the way back */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        authorizationUrl: string;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlinkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It signs nobody in any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logInWithSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mfaToken: string;
                    /** @example 492039 */
                    code?: string;
                    recoveryCode?: string;
                    /** @description `credential.toJSON()` of what the browser answered to POST /api/v1/auth/login/mfa/passkey/options */
                    credential?: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        /** @default {} */
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                    /**
                     * @description Set the refresh token as the cookie `__Host-rt`, which scripts cannot read, instead of returning it
                     * @example false
                     */
                    cookie?: boolean;
                };
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    /** @description `__Host-rt`, where it was asked for */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"] | components["schemas"]["MfaChallenge"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPasskeyMfaOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    mfaToken: string;
                };
            };
        };
        responses: {
            /** @description For `navigator.credentials.get()`, whose answer goes to POST /api/v1/auth/login/mfa; its challenge is used once, within five minutes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSecondFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is set up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactors"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginTotpSetUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the app needs, shown this once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpSetUp"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signing in needs no code of it any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmTotpSetUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 492039 */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Codes for the day that the app is lost */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those from before are void */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccountSecondFactors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is set up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactors"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetAccountSecondFactors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One factor is enough again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description A mail is on its way, if the address has an account */
            202: {
                headers: {
                    /** @description `__Host-magic-link`, for pages of our own origins */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logInWithMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    /**
                     * @description Set the refresh token as the cookie `__Host-rt`, which scripts cannot read, instead of returning it
                     * @example false
                     */
                    cookie?: boolean;
                };
            };
        };
        responses: {
            /** @description Signed in, or a second factor is needed */
            200: {
                headers: {
                    /** @description `__Host-rt`, where it was asked for */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"] | components["schemas"]["MfaChallenge"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKeySet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: components["schemas"]["SigningKey"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuthDeadLetters: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
                /** @description Entries at the most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is parked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuthDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterWithBody"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardAuthDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayAuthDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in its queue again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOwnProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseOneself: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has begun */
            202: {
                headers: {
                    /** @description Where to look how far it is */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeOwnProfile: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string | null;
                    phone?: string | null;
                    /**
                     * @description BCP 47
                     * @example en-GB
                     */
                    locale?: string;
                    /**
                     * @description IANA time zone
                     * @example Europe/Berlin
                     */
                    timeZone?: string;
                };
            };
        };
        responses: {
            /** @description The person */
            200: {
                headers: {
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SavedAddress"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAddress: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    company?: string;
                    line1: string;
                    line2?: string;
                    city: string;
                    region?: string;
                    postalCode: string;
                    /** @description ISO 3166-1 alpha-2 */
                    country: string;
                    phone?: string;
                    /** @description The first address is the default anyway */
                    defaultShipping?: boolean;
                    /** @description The first address is the default anyway */
                    defaultBilling?: boolean;
                };
            };
        };
        responses: {
            /** @description The address */
            201: {
                headers: {
                    /** @description Path of the address */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAddress"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAddress"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    company?: string | null;
                    line1?: string;
                    line2?: string | null;
                    city?: string;
                    region?: string | null;
                    postalCode?: string;
                    /** @description ISO 3166-1 alpha-2 */
                    country?: string;
                    phone?: string | null;
                    /**
                     * @description Another address stops being the default by this one becoming it
                     * @constant
                     */
                    defaultShipping?: true;
                    /**
                     * @description Another address stops being the default by this one becoming it
                     * @constant
                     */
                    defaultBilling?: true;
                };
            };
        };
        responses: {
            /** @description The address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAddress"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The preferences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replacePreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Preferences"];
            };
        };
        responses: {
            /** @description The preferences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being collected */
            202: {
                headers: {
                    /** @description Where it will be */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataExport"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataExport"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listErasures: {
        parameters: {
            query?: {
                status?: "requested" | "erasing" | "completed" | "refused";
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of erasures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Erasure"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The erasure */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Part of the address or the name */
                search?: string;
                createdAfter?: string;
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of people, or all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string | null;
                    phone?: string | null;
                    /**
                     * @description BCP 47
                     * @example en-GB
                     */
                    locale?: string;
                    /**
                     * @description IANA time zone
                     * @example Europe/Berlin
                     */
                    timeZone?: string;
                };
            };
        };
        responses: {
            /** @description The person */
            200: {
                headers: {
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsersDeadLetters: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
                /** @description Entries at the most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is parked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsersDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterWithBody"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardUsersDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayUsersDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in its queue again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                status?: components["schemas"]["OrderStatus"];
                paymentStatus?: components["schemas"]["PaymentStatus"];
                fulfillmentStatus?: components["schemas"]["FulfillmentStatus"];
                customerId?: string;
                number?: string;
                /** @description Orders with a line of this sku */
                sku?: string;
                /** @description Words that number, e-mail, sku, names or addresses contain */
                q?: string;
                placedAfter?: string;
                placedBefore?: string;
                sort?: "-placedAt" | "placedAt";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of orders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Order"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    placeOrder: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description Whom the order is for, if not for oneself; needs `orders:write`
                     */
                    customerId?: string;
                    currency: components["schemas"]["Currency"];
                    /** @description Items of one sku become one line */
                    items: {
                        sku: string;
                        quantity: number;
                    }[];
                    shippingAddress: components["schemas"]["Address"];
                    /** @description As the shipping address unless given */
                    billingAddress?: components["schemas"]["Address"];
                    /** @description Code of a shipping method; the first that has a price in the currency unless given. Shops without any send nothing */
                    shippingMethod?: string;
                    /** @description Upper and lower case are the same. Percentages come off before fixed amounts, each off what is left */
                    discountCodes?: string[];
                    note?: string;
                    metadata?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The order */
            201: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    /** @description Path of the order */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: {
                asOf?: string;
            };
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    shippingAddress?: components["schemas"]["Address"];
                    billingAddress?: components["schemas"]["Address"];
                    note?: string | null;
                    /** @description All entries anew */
                    metadata?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description The order as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; the customer is told */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The order as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrderTransitions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The actions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderTransitions"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPayments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Payment"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    payOrder: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `manual`, which staff record, or `stripe` */
                    provider: string;
                    /** @description All that is due unless given; never more */
                    amount?: components["schemas"]["Money"];
                    /**
                     * @description False to hold the money only, until it is captured: with `payments:write`
                     * @default true
                     */
                    capture?: boolean;
                    /** @description `manual`: how the bookkeeping calls it; kept until the customer is erased */
                    reference?: string;
                    /** @description `stripe`: id of a means of payment to charge at once; without it the client confirms with `clientSecret` */
                    paymentMethod?: string;
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentToConfirm"];
                };
            };
            /** @description The payment */
            201: {
                headers: {
                    /** @description Path of the payment */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentToConfirm"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentToConfirm"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    capturePayment: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description All that is held unless given; the rest of it is let go */
                    amount?: components["schemas"]["Money"];
                };
            };
        };
        responses: {
            /** @description The payment as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    voidPayment: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                paymentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPaymentOperations: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PaymentOperation"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receivePaymentWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example stripe */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description It was taken in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        received: true;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRefunds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Refund"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refundOrder: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An amount without pieces: what was paid beyond what the order costs first; the tax in the rest is its share of that of the order */
                    amount?: components["schemas"]["Money"];
                    /** @description Pieces, for which their share of the line’s total is paid back */
                    items?: {
                        /** Format: uuid */
                        lineId?: string;
                        sku?: string;
                        quantity: number;
                    }[];
                    /** @description Whether shipping is paid back as well: in proportion to the pieces, or all that is left of it without any */
                    shipping?: boolean;
                    /** @description Why; the customer is told, and it is kept until they are erased */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
            /** @description The refund */
            201: {
                headers: {
                    /** @description Path of the refund */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRefund: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                refundId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The refund */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderInvoice: {
        parameters: {
            query?: {
                /** @description The language of the document */
                locale?: "en" | "de";
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invoice */
            200: {
                headers: {
                    /** @description A name for the file */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrderDocuments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was issued */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["IssuedDocument"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderDocument: {
        parameters: {
            query?: {
                /** @description The language of the document */
                locale?: "en" | "de";
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    /** @description A name for the file */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderPackingSlip: {
        parameters: {
            query?: {
                /** @description The language of the document */
                locale?: "en" | "de";
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The packing slip */
            200: {
                headers: {
                    /** @description A name for the file */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderTimeline: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TimelineEntry"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listVerifications: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of verifications */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Verification"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued */
            202: {
                headers: {
                    /** @description Path of it */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getVerification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The verification */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrderEdits: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of edits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrderEdit"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposeOrderEdit: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Lines of other skus stay as they are */
                    items: {
                        sku: string;
                        /** @description How many there are to be; 0 takes the line out */
                        quantity: number;
                    }[];
                    /** @description Why; the order’s customer can read it */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEdit"];
                };
            };
            /** @description The edit */
            201: {
                headers: {
                    /** @description Path of the edit */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEdit"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderEdit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                editId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The edit */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEdit"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmOrderEdit: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                editId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the order that the preview was seen with: the edit’s `baseVersion`, or a later one */
                    version: number;
                };
            };
        };
        responses: {
            /** @description The edit, with the order as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEdit"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardOrderEdit: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                editId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The edit as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEdit"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listShipments: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of shipments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Shipment"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shipOrder: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description All that is left to ship unless given */
                    items?: {
                        /** Format: uuid */
                        lineId?: string;
                        sku?: string;
                        quantity: number;
                    }[];
                    /** @example DHL */
                    carrier?: string;
                    trackingNumber?: string;
                    /**
                     * Format: uri
                     * @description Where the customer can follow the parcel
                     */
                    trackingUrl?: string;
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            /** @description The shipment */
            201: {
                headers: {
                    /** @description Path of the shipment */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getShipment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                shipmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shipment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliverShipment: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                shipmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shipment as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelShipment: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                shipmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shipment as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listReturns: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of returns */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrderReturn"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestReturn: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        /** Format: uuid */
                        lineId?: string;
                        sku?: string;
                        quantity: number;
                    }[];
                    /** @description Why; kept until the customer is erased */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description The return */
            201: {
                headers: {
                    /** @description Path of the return */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReturn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                returnId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The return */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveReturn: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                returnId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description How to send it, for example; the customer is told */
                    answer?: string;
                };
            };
        };
        responses: {
            /** @description The return as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectReturn: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                returnId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; the customer is told */
                    answer: string;
                };
            };
        };
        responses: {
            /** @description The return as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receiveReturn: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                returnId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether what came can be sold again */
                    restock: boolean;
                    /** @description What came, where it is less than what was requested */
                    items?: {
                        /** Format: uuid */
                        lineId?: string;
                        sku?: string;
                        quantity: number;
                    }[];
                    /** @description Whether what was paid for it goes back; not where it was paid back before, or is exchanged. It does with `payments:write` unless told otherwise, and stays for whoever may without */
                    refund?: boolean;
                    /**
                     * @description Whether shipping is paid back as well, in proportion; what is left of it once nothing is kept
                     * @default false
                     */
                    refundShipping?: boolean;
                };
            };
        };
        responses: {
            /** @description The return as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refundReturn: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                returnId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Whether shipping is paid back as well, in proportion; what is left of it once nothing is kept
                     * @default false
                     */
                    refundShipping?: boolean;
                };
            };
        };
        responses: {
            /** @description The return as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelReturn: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                returnId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The return as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReturn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrderComments: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                sort?: "createdAt" | "-createdAt";
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of comments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrderComment"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addOrderComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    body: string;
                    /**
                     * @description `internal` is seen by staff alone
                     * @default public
                     * @enum {string}
                     */
                    visibility?: "public" | "internal";
                };
            };
        };
        responses: {
            /** @description The comment */
            201: {
                headers: {
                    /** @description Path of the comment */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderComment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
                /** @example 497f6eca-6276-4993-bfeb-53cbbbba6f08 */
                commentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderComment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Words that sku, name or description contain */
                q?: string;
                /** @description Only products with a price in this currency, and only that price */
                currency?: components["schemas"]["Currency"];
                /** @description `false` lists what cannot be ordered at present */
                active?: "true" | "false";
                sort?: "name" | "-createdAt";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of products */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Product"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sku: string;
                    name: string;
                    /** @default  */
                    description?: string;
                    prices: components["schemas"]["Money"][];
                    /** @default standard */
                    taxClass?: components["schemas"]["TaxClass"];
                    /** @default true */
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The product */
            201: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    /** @description Path of the product */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archiveProduct: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is archived */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateProduct: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sku?: string;
                    name?: string;
                    description?: string;
                    /** @description All prices anew */
                    prices?: components["schemas"]["Money"][];
                    taxClass?: components["schemas"]["TaxClass"];
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The product as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importProducts: {
        parameters: {
            query?: {
                /** @description `all` writes nothing when a line is wrong; `partial` writes the lines that are right */
                mode?: "all" | "partial";
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description What became of each line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pieces */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adjustStock: {
        parameters: {
            query?: {
                /** @description Answer what would happen, and change nothing. */
                dryRun?: boolean;
            };
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Pieces that came in, or below zero, that are gone */
                    delta: number;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Dry run: what would have been the result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockAdjustment"];
                };
            };
            /** @description The adjustment, and the stock after it */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockAdjustment"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStockMovements: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movements */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["StockMovement"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listShippingMethods: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only methods with a price in this currency */
                currency?: components["schemas"]["Currency"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of shipping methods */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShippingMethod"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createShippingMethod: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    name: string;
                    prices: components["schemas"]["Money"][];
                    /** @default standard */
                    taxClass?: components["schemas"]["TaxClass"];
                    /** @default true */
                    active?: boolean;
                    /** @default 100 */
                    position?: number;
                };
            };
        };
        responses: {
            /** @description The method */
            201: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    /** @description Path of the method */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingMethod"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getShippingMethod: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The method */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingMethod"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteShippingMethod: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateShippingMethod: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    name?: string;
                    /** @description All prices anew */
                    prices?: components["schemas"]["Money"][];
                    taxClass?: components["schemas"]["TaxClass"];
                    active?: boolean;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description The method as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippingMethod"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTaxRates: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                country?: string;
                taxClass?: "standard" | "reduced" | "super_reduced";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tax rates */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TaxRate"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    taxClass: "standard" | "reduced" | "super_reduced";
                    country: string;
                    /** @default null */
                    region?: string | null;
                    /** @description Parts per million: 190000 is 19 % */
                    ratePpm: number;
                };
            };
        };
        responses: {
            /** @description The rate */
            201: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    /** @description Path of the rate */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxRate"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rate */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxRate"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTaxRate: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTaxRate: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Parts per million: 190000 is 19 % */
                    ratePpm?: number;
                    region?: string | null;
                };
            };
        };
        responses: {
            /** @description The rate as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxRate"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDiscounts: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                active?: "true" | "false";
                kind?: "percentage" | "fixed" | "free_shipping";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of discounts, by code */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Discount"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createDiscount: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    kind: "percentage";
                    /** @description Upper and lower case are the same */
                    code: string;
                    name: string;
                    /**
                     * @description In other currencies than these it cannot be used; empty for no minimum
                     * @default []
                     */
                    minimumSubtotals?: components["schemas"]["Money"][];
                    /**
                     * @description Null for everything
                     * @default null
                     */
                    skus?: string[] | null;
                    startsAt?: string | null;
                    endsAt?: string | null;
                    /** @default null */
                    maxUses?: number | null;
                    /** @default null */
                    maxUsesPerCustomer?: number | null;
                    /** @default false */
                    combinable?: boolean;
                    /** @default true */
                    active?: boolean;
                    /** @description Parts per million: 100000 is 10 % */
                    ratePpm: number;
                } | {
                    /** @constant */
                    kind: "fixed";
                    /** @description Upper and lower case are the same */
                    code: string;
                    name: string;
                    /**
                     * @description In other currencies than these it cannot be used; empty for no minimum
                     * @default []
                     */
                    minimumSubtotals?: components["schemas"]["Money"][];
                    /**
                     * @description Null for everything
                     * @default null
                     */
                    skus?: string[] | null;
                    startsAt?: string | null;
                    endsAt?: string | null;
                    /** @default null */
                    maxUses?: number | null;
                    /** @default null */
                    maxUsesPerCustomer?: number | null;
                    /** @default false */
                    combinable?: boolean;
                    /** @default true */
                    active?: boolean;
                    amounts: components["schemas"]["Money"][];
                } | {
                    /** @constant */
                    kind: "free_shipping";
                    /** @description Upper and lower case are the same */
                    code: string;
                    name: string;
                    /**
                     * @description In other currencies than these it cannot be used; empty for no minimum
                     * @default []
                     */
                    minimumSubtotals?: components["schemas"]["Money"][];
                    /**
                     * @description Null for everything
                     * @default null
                     */
                    skus?: string[] | null;
                    startsAt?: string | null;
                    endsAt?: string | null;
                    /** @default null */
                    maxUses?: number | null;
                    /** @default null */
                    maxUsesPerCustomer?: number | null;
                    /** @default false */
                    combinable?: boolean;
                    /** @default true */
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The discount */
            201: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    /** @description Path of the discount */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discount"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDiscount: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The discount */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discount"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archiveDiscount: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is archived */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateDiscount: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Upper and lower case are the same */
                    code?: string;
                    name?: string;
                    /** @description Parts per million: 100000 is 10 % */
                    ratePpm?: number;
                    /** @description All amounts anew */
                    amounts?: components["schemas"]["Money"][];
                    /** @description In other currencies than these it cannot be used; empty for no minimum */
                    minimumSubtotals?: components["schemas"]["Money"][];
                    /** @description Null for everything */
                    skus?: string[] | null;
                    startsAt?: string | null;
                    endsAt?: string | null;
                    /** @description May be less than were made already: then there are no more */
                    maxUses?: number | null;
                    maxUsesPerCustomer?: number | null;
                    combinable?: boolean;
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The discount as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discount"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookSubscriptions: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of subscriptions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookSubscription"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhookSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `https`, with port 443, 80 or one from 1024 on, and no user name in it */
                    url: string;
                    /** @description Types of events of orders, such as `oms.orders.order.placed.v1`, or `*` */
                    eventTypes: ("*" | "oms.orders.order.placed.v1" | "oms.orders.order.updated.v1" | "oms.orders.order.confirmed.v1" | "oms.orders.order.completed.v1" | "oms.orders.order.canceled.v1" | "oms.orders.order.expired.v1" | "oms.orders.order.edited.v1" | "oms.orders.order.redacted.v1" | "oms.orders.payment.authorized.v1" | "oms.orders.payment.captured.v1" | "oms.orders.payment.voided.v1" | "oms.orders.payment.failed.v1" | "oms.orders.payment.disputed.v1" | "oms.orders.refund.requested.v1" | "oms.orders.refund.updated.v1" | "oms.orders.refund.succeeded.v1" | "oms.orders.refund.failed.v1" | "oms.orders.shipment.shipped.v1" | "oms.orders.shipment.delivered.v1" | "oms.orders.shipment.canceled.v1" | "oms.orders.return.requested.v1" | "oms.orders.return.approved.v1" | "oms.orders.return.rejected.v1" | "oms.orders.return.received.v1" | "oms.orders.return.refunded.v1" | "oms.orders.return.reopened.v1" | "oms.orders.return.canceled.v1" | "oms.orders.comment.added.v1")[];
                    /** @default null */
                    description?: string | null;
                    /** @default true */
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The subscription, with its secret */
            201: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    /** @description Path of the subscription */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSubscriptionWithSecret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what is known already: 304 while it is so. */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSubscription"];
                };
            };
            /** @description Nothing has changed since the ETag that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhookSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWebhookSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description ETag of the version that the change is meant for. */
                "If-Match": string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `https`, with port 443, 80 or one from 1024 on, and no user name in it */
                    url?: string;
                    /** @description Types of events of orders, such as `oms.orders.order.placed.v1`, or `*` */
                    eventTypes?: ("*" | "oms.orders.order.placed.v1" | "oms.orders.order.updated.v1" | "oms.orders.order.confirmed.v1" | "oms.orders.order.completed.v1" | "oms.orders.order.canceled.v1" | "oms.orders.order.expired.v1" | "oms.orders.order.edited.v1" | "oms.orders.order.redacted.v1" | "oms.orders.payment.authorized.v1" | "oms.orders.payment.captured.v1" | "oms.orders.payment.voided.v1" | "oms.orders.payment.failed.v1" | "oms.orders.payment.disputed.v1" | "oms.orders.refund.requested.v1" | "oms.orders.refund.updated.v1" | "oms.orders.refund.succeeded.v1" | "oms.orders.refund.failed.v1" | "oms.orders.shipment.shipped.v1" | "oms.orders.shipment.delivered.v1" | "oms.orders.shipment.canceled.v1" | "oms.orders.return.requested.v1" | "oms.orders.return.approved.v1" | "oms.orders.return.rejected.v1" | "oms.orders.return.received.v1" | "oms.orders.return.refunded.v1" | "oms.orders.return.reopened.v1" | "oms.orders.return.canceled.v1" | "oms.orders.comment.added.v1")[];
                    description?: string | null;
                    /** @description Events that happen while it is inactive are not sent later; read them from `/events` */
                    active?: boolean;
                };
            };
        };
        responses: {
            /** @description The subscription as it is now */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSubscription"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription, with its new secret */
            200: {
                headers: {
                    /** @description Version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSubscriptionWithSecret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhookSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, on its way */
            201: {
                headers: {
                    /** @description Path of the delivery */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                subscriptionId?: string;
                status?: "pending" | "sending" | "delivered" | "failed" | "skipped";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookDelivery"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before, or `latest` for what happens from now on */
                after?: string;
                type?: "oms.orders.order.placed.v1" | "oms.orders.order.updated.v1" | "oms.orders.order.confirmed.v1" | "oms.orders.order.completed.v1" | "oms.orders.order.canceled.v1" | "oms.orders.order.expired.v1" | "oms.orders.order.edited.v1" | "oms.orders.order.redacted.v1" | "oms.orders.payment.authorized.v1" | "oms.orders.payment.captured.v1" | "oms.orders.payment.voided.v1" | "oms.orders.payment.failed.v1" | "oms.orders.payment.disputed.v1" | "oms.orders.refund.requested.v1" | "oms.orders.refund.updated.v1" | "oms.orders.refund.succeeded.v1" | "oms.orders.refund.failed.v1" | "oms.orders.shipment.shipped.v1" | "oms.orders.shipment.delivered.v1" | "oms.orders.shipment.canceled.v1" | "oms.orders.return.requested.v1" | "oms.orders.return.approved.v1" | "oms.orders.return.rejected.v1" | "oms.orders.return.received.v1" | "oms.orders.return.refunded.v1" | "oms.orders.return.reopened.v1" | "oms.orders.return.canceled.v1" | "oms.orders.comment.added.v1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events; none when nothing has happened since */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrderEvent"][];
                        /** @description Where to go on, now or later */
                        nextCursor: string;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrdersDeadLetters: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
                /** @description Entries at the most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is parked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrdersDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterWithBody"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardOrdersDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayOrdersDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in its queue again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMailMessages: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                status?: "queued" | "sending" | "sent" | "failed" | "unknown" | "expired" | "suppressed";
                /** @description The whole address */
                recipient?: string;
                template?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the ledger */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MailMessage"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMailMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailMessageDetails"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryMailMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 visible ASCII characters. The same key again, within 24 hours, is answered as the first time. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailMessage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMailTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every template */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MailTemplate"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewMailTemplate: {
        parameters: {
            query?: {
                /** @description BCP 47; `en` where there are no texts */
                locale?: string;
            };
            header?: never;
            path: {
                /** @example order-confirmation */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mail as it would be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailPreview"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMailSuppressions: {
        parameters: {
            query?: {
                /** @description Entries at the most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                reason?: "bounced" | "complained" | "unsubscribed" | "manual";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the order of their addresses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MailSuppression"][];
                        /** @description Null on the last page */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMailSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ada@example.com */
                email: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default manual
                     * @enum {string}
                     */
                    reason?: "bounced" | "complained" | "unsubscribed" | "manual";
                    note?: string | null;
                };
            };
        };
        responses: {
            /** @description The address is suppressed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSuppression"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMailSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ada@example.com */
                email: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address is not suppressed any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unsubscribePage: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unsubscribe: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No more mails of this kind are sent; a page that says so */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receiveMailWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ses */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": unknown;
            };
        };
        responses: {
            /** @description It was taken in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        received: true;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMailerDeadLetters: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
                /** @description Entries at the most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is parked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMailerDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterWithBody"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardMailerDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayMailerDeadLetter: {
        parameters: {
            query?: {
                /** @description Name of one queue, such as `oms.orders.customers` */
                queue?: string;
            };
            header?: never;
            path: {
                /** @example 0197c9a0-6f9c-7d7e-8f5a-0a1b2c3d4e5f */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in its queue again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

/** What each operation can be refused with, by the problem's code. */
export interface problemCodes {
    "POST /api/v1/auth/register": "bad_request" | "malformed_json" | "overloaded" | "password_breached" | "password_too_long" | "password_too_short" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/verify-email": "bad_request" | "link_invalid" | "malformed_json" | "payload_too_large" | "service_unavailable" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/login": "account_suspended" | "bad_request" | "email_not_verified" | "invalid_credentials" | "malformed_json" | "overloaded" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/refresh": "bad_request" | "malformed_json" | "origin_not_allowed" | "payload_too_large" | "refresh_token_invalid" | "service_unavailable" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/logout": "forbidden" | "origin_not_allowed" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/sessions": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /api/v1/auth/sessions": "forbidden" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /api/v1/auth/sessions/{id}": "forbidden" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/password/forgot": "bad_request" | "malformed_json" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/password/reset": "bad_request" | "link_invalid" | "malformed_json" | "overloaded" | "password_breached" | "password_too_long" | "password_too_short" | "payload_too_large" | "service_unavailable" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/password/change": "bad_request" | "forbidden" | "invalid_credentials" | "malformed_json" | "overloaded" | "password_breached" | "password_too_long" | "password_too_short" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_requests" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/email/change": "bad_request" | "forbidden" | "invalid_credentials" | "malformed_json" | "overloaded" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_requests" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/auth/me": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/accounts": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/accounts/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PUT /api/v1/auth/accounts/{id}/roles": "bad_request" | "forbidden" | "last_admin" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/accounts/{id}/suspend": "bad_request" | "forbidden" | "invalid_transition" | "last_admin" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/accounts/{id}/reactivate": "forbidden" | "invalid_transition" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/accounts/{id}/sessions/revoke": "forbidden" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/audit-log": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/api-keys": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/api-keys": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_api_keys" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/auth/api-keys/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/passkeys/options": "forbidden" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_passkeys" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/passkeys": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/passkeys": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "passkey_invalid" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_passkeys" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/auth/passkeys/{id}": "forbidden" | "last_way_in" | "not_found" | "password_needs_second_factor" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/passkeys/login/options": "service_unavailable" | "too_many_requests" | "validation_failed";
    "POST /api/v1/auth/passkeys/login": "account_suspended" | "bad_request" | "email_not_verified" | "malformed_json" | "passkey_refused" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/auth/forward": "service_unavailable" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/oauth/{provider}": "not_found" | "service_unavailable" | "too_many_requests" | "validation_failed";
    "GET /api/v1/auth/oauth/{provider}/callback": "not_found" | "service_unavailable" | "validation_failed";
    "GET /api/v1/auth/identities": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/identities": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/auth/identities/{id}": "forbidden" | "last_way_in" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/login/mfa": "account_suspended" | "bad_request" | "email_not_verified" | "malformed_json" | "mfa_code_invalid" | "mfa_token_invalid" | "passkey_refused" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/login/mfa/passkey/options": "bad_request" | "malformed_json" | "mfa_token_invalid" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/auth/mfa": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/mfa/totp": "forbidden" | "mfa_already_enabled" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /api/v1/auth/mfa/totp": "forbidden" | "not_found" | "password_needs_second_factor" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/mfa/totp/confirm": "bad_request" | "forbidden" | "malformed_json" | "mfa_not_enabled" | "mfa_setup_code_invalid" | "not_found" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_requests" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/mfa/recovery-codes": "forbidden" | "mfa_not_enabled" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/auth/accounts/{id}/mfa": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /api/v1/auth/accounts/{id}/mfa": "forbidden" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/auth/magic-link": "bad_request" | "malformed_json" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/auth/magic-link/consume": "account_suspended" | "bad_request" | "email_not_verified" | "link_invalid" | "malformed_json" | "payload_too_large" | "service_unavailable" | "too_many_requests" | "unsupported_media_type" | "validation_failed";
    "GET /.well-known/jwks.json": "service_unavailable" | "validation_failed";
    "GET /admin/auth/dead-letters": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/auth/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /admin/auth/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /admin/auth/dead-letters/{id}/replay": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/me": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/users/me": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/users/me": "forbidden" | "not_found" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/me/addresses": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/users/me/addresses": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_addresses" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/users/me/addresses/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/users/me/addresses/{id}": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/users/me/addresses/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/me/preferences": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PUT /api/v1/users/me/preferences": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/users/me/export": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "too_many_requests" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/me/export/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/erasures": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/erasures/{id}": "not_found" | "service_unavailable" | "validation_failed";
    "GET /api/v1/users": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/users/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/users/{id}": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /admin/users/dead-letters": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/users/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /admin/users/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /admin/users/dead-letters/{id}/replay": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders": "account_erased" | "bad_request" | "discount_used_up" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "insufficient_stock" | "malformed_json" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/orders/{id}": "account_erased" | "bad_request" | "forbidden" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "tax_would_change" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/cancel": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/transitions": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/payments": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/payments": "amount_exceeds_due" | "amount_not_taken" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "provider_not_configured" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unknown_provider" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/payments/{paymentId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/payments/{paymentId}/capture": "amount_exceeds_authorized" | "amount_exceeds_due" | "amount_not_taken" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/payments/{paymentId}/void": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/payments/operations": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/payments/webhooks/{provider}": "bad_request" | "bad_signature" | "not_found" | "payload_too_large" | "service_unavailable" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/refunds": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/refunds": "amount_not_taken" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "refund_exceeds_captured" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/refunds/{refundId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/invoice": "forbidden" | "not_found" | "not_invoiced" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/documents": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/documents/{documentId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/packing-slip": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/timeline": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/orders/verifications": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /admin/orders/verifications": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/orders/verifications/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/edits": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/edits": "account_erased" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "insufficient_stock" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/edits/{editId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/edits/{editId}/confirm": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "insufficient_stock" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "preview_outdated" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/edits/{editId}/discard": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/shipments": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/shipments": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/shipments/{shipmentId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/shipments/{shipmentId}/deliver": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/shipments/{shipmentId}/cancel": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/returns": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/returns": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/returns/{returnId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/returns/{returnId}/approve": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/returns/{returnId}/reject": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/returns/{returnId}/receive": "amount_not_taken" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/returns/{returnId}/refund": "amount_not_taken" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "malformed_json" | "not_found" | "payload_too_large" | "recent_login_required" | "refund_exceeds_captured" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "POST /api/v1/orders/{id}/returns/{returnId}/cancel": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/orders/{id}/comments": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/orders/{id}/comments": "account_erased" | "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/orders/{id}/comments/{commentId}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/products": "service_unavailable" | "validation_failed";
    "POST /api/v1/products": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "malformed_json" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "sku_taken" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/products/{id}": "not_found" | "service_unavailable" | "validation_failed";
    "PATCH /api/v1/products/{id}": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "sku_taken" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/products/{id}": "forbidden" | "not_found" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/products/import": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "import_refused" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/products/{id}/stock": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/products/{id}/stock/adjustments": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "insufficient_stock" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/products/{id}/stock/movements": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/shipping-methods": "service_unavailable" | "validation_failed";
    "POST /api/v1/shipping-methods": "bad_request" | "code_taken" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "malformed_json" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/shipping-methods/{id}": "not_found" | "service_unavailable" | "validation_failed";
    "PATCH /api/v1/shipping-methods/{id}": "bad_request" | "code_taken" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/shipping-methods/{id}": "forbidden" | "not_found" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/tax-rates": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/tax-rates": "bad_request" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "malformed_json" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "tax_rate_exists" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/tax-rates/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/tax-rates/{id}": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "tax_rate_exists" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/tax-rates/{id}": "forbidden" | "not_found" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/discounts": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/discounts": "bad_request" | "discount_code_taken" | "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "malformed_json" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/discounts/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/discounts/{id}": "bad_request" | "discount_code_taken" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/discounts/{id}": "forbidden" | "not_found" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/webhooks/subscriptions": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/webhooks/subscriptions": "bad_request" | "forbidden" | "malformed_json" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "GET /api/v1/webhooks/subscriptions/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PATCH /api/v1/webhooks/subscriptions/{id}": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/webhooks/subscriptions/{id}": "forbidden" | "not_found" | "precondition_failed" | "precondition_required" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/webhooks/subscriptions/{id}/rotate-secret": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/webhooks/subscriptions/{id}/test": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/webhooks/deliveries": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/webhooks/deliveries/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/webhooks/deliveries/{id}/replay": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/events": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/orders/dead-letters": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/orders/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /admin/orders/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /admin/orders/dead-letters/{id}/replay": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/mail/messages": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/mail/messages/{id}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /api/v1/mail/messages/{id}/retry": "forbidden" | "idempotency_in_progress" | "idempotency_key_reused" | "invalid_transition" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/mail/templates": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/mail/templates/{name}/preview": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/mail/suppressions": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "PUT /api/v1/mail/suppressions/{email}": "bad_request" | "forbidden" | "malformed_json" | "not_found" | "payload_too_large" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "unsupported_media_type" | "validation_failed";
    "DELETE /api/v1/mail/suppressions/{email}": "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /api/v1/mail/unsubscribe": "service_unavailable" | "validation_failed";
    "POST /api/v1/mail/unsubscribe": "not_found" | "service_unavailable" | "validation_failed";
    "POST /api/v1/mail/webhooks/{provider}": "bad_request" | "bad_signature" | "not_found" | "payload_too_large" | "service_unavailable" | "unsupported_media_type" | "validation_failed";
    "GET /admin/mailer/dead-letters": "forbidden" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "GET /admin/mailer/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "DELETE /admin/mailer/dead-letters/{id}": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
    "POST /admin/mailer/dead-letters/{id}/replay": "dead_letter_ambiguous" | "forbidden" | "not_found" | "revocation_unavailable" | "service_unavailable" | "token_expired" | "token_invalid" | "unauthenticated" | "validation_failed";
}

/** Operations that honour an Idempotency-Key, and so can be sent again. */
export const keyedOperations: ReadonlySet<string> = new Set([
    "POST /api/v1/users/me/addresses",
    "POST /api/v1/users/me/export",
    "POST /api/v1/orders",
    "POST /api/v1/orders/{id}/cancel",
    "POST /api/v1/orders/{id}/payments",
    "POST /api/v1/orders/{id}/payments/{paymentId}/capture",
    "POST /api/v1/orders/{id}/payments/{paymentId}/void",
    "POST /api/v1/orders/{id}/refunds",
    "POST /admin/orders/verifications",
    "POST /api/v1/orders/{id}/edits",
    "POST /api/v1/orders/{id}/edits/{editId}/confirm",
    "POST /api/v1/orders/{id}/edits/{editId}/discard",
    "POST /api/v1/orders/{id}/shipments",
    "POST /api/v1/orders/{id}/shipments/{shipmentId}/deliver",
    "POST /api/v1/orders/{id}/shipments/{shipmentId}/cancel",
    "POST /api/v1/orders/{id}/returns",
    "POST /api/v1/orders/{id}/returns/{returnId}/approve",
    "POST /api/v1/orders/{id}/returns/{returnId}/reject",
    "POST /api/v1/orders/{id}/returns/{returnId}/receive",
    "POST /api/v1/orders/{id}/returns/{returnId}/refund",
    "POST /api/v1/orders/{id}/returns/{returnId}/cancel",
    "POST /api/v1/orders/{id}/comments",
    "POST /api/v1/products",
    "POST /api/v1/products/import",
    "POST /api/v1/products/{id}/stock/adjustments",
    "POST /api/v1/shipping-methods",
    "POST /api/v1/tax-rates",
    "POST /api/v1/discounts",
    "POST /api/v1/webhooks/subscriptions/{id}/test",
    "POST /api/v1/webhooks/deliveries/{id}/replay",
    "POST /api/v1/mail/messages/{id}/retry",
]);
