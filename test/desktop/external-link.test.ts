import { expect, test } from 'vitest'

import { decideExternalLink } from '#electron/external-link.ts'

test.each([
  'http://127.0.0.1:4600/oauth2/authorize?a=b',
  'http://localhost/',
  'http://[::1]:8080/',
  'https://localhost/',
])('105: %s is on this machine and is opened', (address) => {
  expect(decideExternalLink(address)).toEqual({ kind: 'open', url: address })
})

test('105: another machine is asked about by its name', () => {
  expect(decideExternalLink('https://example.com:8443/x')).toEqual({
    kind: 'ask',
    url: 'https://example.com:8443/x',
    host: 'example.com:8443',
  })
})

test.each([
  'http://example.com/',
  'http://127.0.0.1.example.com/',
  'http://localhost@example.com/',
  'https://user:password@localhost/',
  'https://user@example.com/',
  'file:///etc/passwd',
  'file://server/share',
  '\\\\server\\share',
  'smb://server/share',
  'javascript:alert(1)',
  'data:text/html,x',
  'ms-msdt:/id',
  'ssh://host',
  'mailto:a@b.test',
  'app://console/',
  '',
  'not an address',
])('105: %s is refused', (address) => {
  expect(decideExternalLink(address)).toEqual({ kind: 'refused' })
})
