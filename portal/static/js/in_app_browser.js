// The browsers inside Zalo, Facebook and Messenger: they lose what a page keeps, so nothing is kept there.

const SIGNS = /Zalo|FBAN|FBAV|FB_IAB|FBIOS|Messenger|Instagram/i;

export function isInAppBrowser() {
  return SIGNS.test(navigator.userAgent);
}
