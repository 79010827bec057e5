// What the page sends to the server, and what the server says where it does not take it.

/** The response to an object sent as JSON. Throws an Error; its `told` is the sentence that refuses, where one came. */
export async function post(address, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return response;
  const { error: told } = await response.json();
  throw Object.assign(new Error(response.statusText), { told });
}
