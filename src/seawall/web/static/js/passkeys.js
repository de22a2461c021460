/* Passkeys. Needs mfa/js/webauthn-json.js and mfa/js/webauthn.js before it.
   A button with data-passkey="login|add|authenticate" starts; data-credential names the hidden field
   that takes the answer, data-options the JSON of the server, data-passwordless the checkbox. */
"use strict";
(() => {
  const FORMS = { login: "loginForm", add: "addForm", authenticate: "authenticateForm" };
  const start = () => {
    for (const button of document.querySelectorAll("button[data-passkey]")) {
      const { passkey, credential, options, passwordless } = button.dataset;
      const ids = { [passkey]: button.id, credential };
      if (options) ids.data = options;
      if (passwordless) ids.passwordless = passwordless;
      window.allauth.webauthn.forms[FORMS[passkey]]({ ids });
      button.disabled = !window.PublicKeyCredential;
    }
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const button = document.querySelector("button[data-passkey]");
    window.seawall.toast(button.dataset.sayFailed);
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
