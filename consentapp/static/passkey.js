// Passkeys: the device signs a challenge that the page holds, and its answer is sent with an ordinary form. The forms
// are hidden until this script shows that the browser can do it.

const ASKED = {
  create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function asks(form) {
  const credential = await ASKED[form.dataset.passkey](JSON.parse(form.dataset.options));
  form.elements.answer.value = JSON.stringify(credential.toJSON());
  form.submit();
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      asks(form).catch(() => {
        failed.hidden = false;
      });
    });
  }
}
