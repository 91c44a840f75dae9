// Placeholder until merged.
export function isInAppBrowser() {
  return false;
}
