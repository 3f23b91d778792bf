// draftMode(): https://nextjs.org/docs/app/api-reference/functions/draft-mode

import { current } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { cacheScope, isInCacheScope } from "waypost-internal:next/cache/cache_scope";
import { draftModeChangedInCache } from "waypost-internal:next/cache/misuse";
import { type RequestScope, currentInvocation, scopeOf } from "waypost-internal:next/headers/request_scope";
import { bypassCookie, isDraft, previewKeys } from "waypost-internal:next/preview/preview";
import { nextMajor } from "waypost-internal:next/version/version";

/** What all calls of one request share. */
class Provider {
  readonly scope: RequestScope;
  isEnabled: boolean;

  constructor(scope: RequestScope) {
    this.scope = scope;
    this.isEnabled = isDraft(scope.invocation);
  }

  set(enabled: boolean): void {
    const cookie = bypassCookie(enabled ? previewKeys().id : "");
    const { written } = this.scope;
    written.set(cookie.name, enabled ? cookie : { ...cookie, expires: new Date(0) });
    // In 14 the state is that of the request.
    if (nextMajor() !== 14) this.isEnabled = enabled;
  }
}

export class DraftMode {
  readonly #provider: Provider | null;
  readonly #invocation: Invocation;

  constructor(provider: Provider | null, invocation: Invocation) {
    this.#provider = provider;
    this.#invocation = invocation;
  }

  get isEnabled(): boolean {
    return this.#provider?.isEnabled ?? false;
  }

  enable(): void {
    this.#change("draftMode().enable()", true);
  }

  disable(): void {
    this.#change("draftMode().disable()", false);
  }

  #change(expression: string, enabled: boolean): void {
    this.#invocation.usesDynamic = true;
    const cached = cacheScope();
    if (cached !== undefined) throw draftModeChangedInCache(this.#invocation, cached, expression);
    this.#invocation.staticRun?.touchDraft(expression);
    if (current()?.isAfter === true) {
      const [after, draft] = nextMajor() === 15 ? ["`after`", "draftMode"] : ["`after()`", "`draftMode()`"];
      throw new Error(
        `Route ${this.#invocation.appRoute?.page ?? ""} used "${expression}" inside ${after}. The enabled status of ${draft} can be read inside ${after} but you cannot enable or disable ${draft}. See more info here: https://nextjs.org/docs/app/api-reference/functions/after`,
      );
    }
    this.#provider?.set(enabled);
  }
}

/** The object of this call. In a cached function it reads false, unless the request is in draft mode. */
export function currentDraftMode(): DraftMode {
  const invocation = currentInvocation("draftMode");
  if (isInCacheScope() && !isDraft(invocation)) return new DraftMode(null, invocation);
  // A static file of 15 never sees drafts.
  if (nextMajor() === 15 && invocation.staticRun?.mode === "force-static") return new DraftMode(null, invocation);
  const scope = scopeOf(invocation);
  scope.draftMode ??= new Provider(scope);
  return new DraftMode(scope.draftMode as Provider, invocation);
}
