import { messageCatalog } from "../../../core/catalog/messages.ts";
import { NotFoundError } from "../../../core/contract/errors.ts";
import { locale as localeSchema, locales } from "../../../core/contract/locale.ts";
import { type Route, success } from "../../runtime/http-answer.ts";

/** GET /api/i18n/{locale}: every message key of that language. The same for everybody, so nobody has to say who asks. */
export const messageCatalogRoute: Route = {
  method: "GET",
  path: "/api/i18n/{locale}",
  async handle({ params }) {
    const locale = localeSchema.safeParse(params.locale);
    if (!locale.success) {
      throw new NotFoundError("LOCALE_NOT_FOUND", `There are messages in ${locales.join(", ")}.`);
    }
    return success(messageCatalog(locale.data), 200, { "cache-control": "public, max-age=300" });
  },
};
