// Calls the gateway by a client that openapi-typescript and openapi-fetch make from our document.
import createClient from "openapi-fetch";
import type { components, paths } from "./shop.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });
const headers = { Session: { ticket: "t0ken" } };

function check(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(what);
  }
}

const signedIn = await client.POST("/BookShop/SignIn", { body: { user: "ann", password: "secret" } });
check(typeof signedIn.data?.ticket === "string", `a ticket: ${JSON.stringify(signedIn.error)}`);

const found = await client.POST("/BookShop/FindBooks", { body: { headers, body: { title: "Emma" } } });
const book = found.data?.body.books?.[0];
check(book != null && "title" in book && typeof book.title === "string", `a book: ${JSON.stringify(found.error)}`);

const customer: components["schemas"]["PlaceOrder"]["customer"] = { "@type": "Person", email: "ann@example.com", name: "Ann" };
const order = { customer, isbn: ["9780141439587"], invoice: "4711" };
const placed = await client.POST("/BookShop/PlaceOrder", { body: { headers, body: order } });
check(placed.response.status === 422, `a fault: ${placed.response.status}`);
const problem = placed.error as components["schemas"]["PlaceOrder.problem"];
check(problem.fault.detail?.OutOfStock?.left === 2, `a typed detail: ${JSON.stringify(problem)}`);

const wrong = await client.POST("/BookShop/PlaceOrder", { body: { headers, body: { ...order, isbn: ["97"] } } });
check(wrong.response.status === 400, `a refused request: ${wrong.response.status}`);
console.log("openapi: the generated client signs in, finds a book, and reads a fault");
