// On every page: the service worker and its new versions, or in an app's own browser the advice to leave it.

import { isInAppBrowser } from "./in_app_browser.js";
import { sayWhatWasSaid } from "./words.js";
import { offerUpdate } from "./update_banner.js";
import { registerWorker } from "./worker_registration.js";

if (isInAppBrowser()) document.querySelector("[data-browser-notice]")?.removeAttribute("hidden");
else registerWorker({ onWaiting: offerUpdate });
sayWhatWasSaid();
