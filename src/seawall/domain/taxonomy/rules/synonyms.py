"""What people type when they look for a weakness, and the words the taxonomy uses for it.

Keys are one to three words in lower case. Each phrase stands in for the key; its words must
all occur in the path of an entry.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
2fa: second factor authentication
account takeover: oauth account takeover; authentication bypass
ad: active directory
admin panel: admin portal
api key: disclosure secrets; key leak
api token: disclosure secrets
ato: account takeover; authentication bypass
auth bypass: authentication bypass
backdoor: backdoor injection
bfla: broken access control
bola: insecure direct object references
broken link: broken link hijacking
bucket: cloud storage
byte flip: padding oracle
certificate pinning: ssl certificate pinning
cleartext: plaintext
clickjack: clickjacking
cmdi: remote code execution; command injection
code execution: remote code execution
code injection: remote code execution
command execution: remote code execution
command injection: remote code execution
cookie flag: missing secure httponly cookie
cors: cross origin resource sharing
credential stuffing: rate limiting login
crlf: response splitting
csp: content security policy
csrf: cross site request forgery
csti: template injection
csv: csv injection
dangling dns: subdomain takeover
ddos: denial service
deep link: url scheme; android intent
deeplink: url scheme; android intent
default password: default credentials
dependency confusion: software package takeover
deserialisation: deserialization
desync: request smuggling
directory traversal: path traversal
directory browsing: directory listing
dll hijacking: binary planting
dns takeover: subdomain takeover
dos: denial service
dot dot slash: path traversal
email spoof: email spoofing
env file: disclosure secrets
exif: exif geolocation
exposed secret: disclosure secrets
file read: local file disclosure; path traversal; file inclusion
file upload: unsafe file upload
formula injection: csv injection
frame: clickjacking; iframe
git exposed: disclosure secrets
hard coded: hardcoded
header injection: response splitting
host header: host header poisoning
hsts: strict transport security
html injection: html content injection
http splitting: response splitting
httponly: httponly cookie flag
iam: identity access management
idor: insecure direct object references
information disclosure: sensitive data exposure
info leak: sensitive data exposure
insecure deserialization: deserialization
insecure direct object reference: insecure direct object references
ip leak: internal ip disclosure
jailbreak: jailbreak detection; prompt injection
jwt: json web token
kerberoast: kerberoasting
leaked credentials: disclosure secrets
leaked key: disclosure secrets; key leak
lfi: file inclusion local
link injection: hyperlink injection
llm: ai application security
local file inclusion: file inclusion local
log4j: remote code execution; outdated software
log4shell: remote code execution
lockout: account lockout
lpe: privilege escalation
man in the middle: cleartext transmission
mfa: 2fa; second factor authentication
missing header: lack security headers
mitm: cleartext transmission; certificate pinning
nosql: sql injection
nosqli: sql injection
object injection: deserialization
open bucket: cloud storage
open redirection: open redirect
os command: command injection; remote code execution
otp: 2fa; second factor authentication
outdated: outdated software version; unpatched
overflow: integer overflow
persistent xss: cross site scripting stored
phishing: content spoofing; email spoofing
privesc: privilege escalation
priv esc: privilege escalation
prompt leak: system prompt leakage
prototype pollution: parameter pollution
race: race condition
rate limit: rate limiting
rce: remote code execution
redos: denial service
referrer: referer
remote file inclusion: file inclusion
reset token: password reset token
reverse tabnabbing: tabnabbing
rfi: file inclusion
root detection: jailbreak detection
rxss: cross site scripting reflected
s3: cloud storage
s3 bucket: cloud storage
secret: disclosure secrets
self xss: cross site scripting self
session hijacking: session
shell: remote code execution
smuggling: request smuggling
sop bypass: cross origin resource sharing
sqli: sql injection
sri: subresource integrity
ssrf: server side request forgery
ssti: server side template injection
stored xss: cross site scripting stored
subdomain: subdomain takeover
supply chain: software package takeover; known vulnerabilities
sxss: cross site scripting stored
template injection: server side template injection
tls: ssl
toctou: race condition
token leak: token leakage
totp: 2fa; second factor authentication
ui redressing: clickjacking
unrestricted upload: unsafe file upload
url redirect: open redirect
user enumeration: username enumeration
username enumeration: username email enumeration
verbose error: detailed error
vertical escalation: privilege escalation
waf: web application firewall
web cache: cache
xee: xml external entity
xml injection: xml external entity
xsrf: cross site request forgery
xss: cross site scripting
xxe: xml external entity
"""


def _read() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for line in _TABLE.strip().splitlines():
        key, _, phrases = line.partition(": ")
        table[tuple(key.split())] = tuple(tuple(each.split()) for each in phrases.split("; "))
    return table


SYNONYMS: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = MappingProxyType(_read())
