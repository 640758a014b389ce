import assert from "node:assert/strict";
import { test } from "node:test";
import { isIri, isIriReference, isUri, isUriReference, isUriTemplate } from "./uri.ts";

const URIS = [
  "http://a",
  "https://user:p@h.example:8080/p/a?q=1&r#f",
  "urn:isbn:1",
  "mailto:a@b",
  "http://[::1]/",
  "http://[v1.x:y]/",
  "tel:+1",
  "a:",
  "ftp://%41",
];
const NO_REFERENCES = [
  "http://a b",
  "http://[::1",
  "http://[x]",
  "http://a:b",
  "http://a:99999",
  "1a:b",
  ":a",
  "%4",
  "%zz",
  "a\\b",
  "a|b",
  "{a}",
  "a#b#c",
  "a<b",
  "http://a@b@c",
  "é",
  "a\n",
];
const RELATIVE = ["", "a", "/a/b", "//h/p", "?q", "#f", "a/b:c", "./1:2"];

test("uri and uri-reference are RFC 3986, iri beyond ASCII too", () => {
  for (const text of URIS) assert.deepEqual([isUri(text), isUriReference(text), isIri(text)], [true, true, true], text);
  for (const text of RELATIVE) assert.deepEqual([isUri(text), isUriReference(text), isIriReference(text)], [false, true, true], text);
  for (const text of NO_REFERENCES) assert.deepEqual([isUri(text), isUriReference(text)], [false, false], text);
  for (const text of ["http://ex.é/ü?ß#ö"]) assert.deepEqual([isIri(text), isIriReference(text), isUri(text)], [true, true, false], text);
  assert.equal(URIS.length + RELATIVE.length + NO_REFERENCES.length, 34);
});

test("templates are RFC 6570", () => {
  for (const text of ["", "/a/{b}", "{+x,y*}{?q:3}", "{a.b}", "{%41}"]) assert.equal(isUriTemplate(text), true, text);
  for (const text of ["{", "}", "{}", "{a", "{a b}", "{a{b}}", "{v:0}", "{v:10000}", "{a..b}", "{.}", "a b", "a\u007f"])
    assert.equal(isUriTemplate(text), false, text);
});
