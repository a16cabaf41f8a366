wlan0, 04:37:27 to 04:37:27 (59.1 ms)
wlan0 connected to the AP be:d3:c4:92:3f:66 by links 0 and 2 of 0, 1 and 2
that it offers; mlotrace-air (pid 157) asked for it. The AP refused link 1:
the AP has too many stations (status 17). Link 2 became active: the driver
mac80211_hwsim decided so. After 59.1 ms, the connection ended: mlotrace-air
(pid 157) asked for it (reason 1, unspecified).

wlan0, 04:37:27 to 04:37:30 (2.55 s)
wlan0 connected to the AP be:d3:c4:92:3f:66 by links 0, 1 and 2; mlotrace-air
(pid 157) asked for it. Links 1 and 2 became active: the driver mac80211_hwsim
decided so. After 32.3 ms, the AP announced that link 1 moves to 2447 MHz, and
that nobody sends until then. After 544.7 ms, link 1 was on 2447 MHz. After
646.1 ms, the AP announced a TID-to-link mapping that uses only links 0 and 2,
in 11.6 ms, for 1.02 s. Link 1 became dormant: a TID-to-link mapping of the
AP. After 1.98 s, the TID-to-link mapping ended, and no link was dormant any
more. Link 1 became active: the driver mac80211_hwsim decided so. After 2.08
s, the AP announced the removal of link 1, in 409.6 ms. After 2.50 s, the AP
removed link 1, and nothing of it was left. After 2.55 s, the AP ended the
connection (reason 17, elements differ in the 4-way handshake).

wlan0, 04:37:30 to 04:37:31 (285.5 ms)
wlan0 connected to the AP 8a:cc:ad:85:7f:53 by links 0 and 1 of 0, 1 and 2
that it offers; mlotrace-air (pid 164) asked for it. Link 1 became active: the
driver mac80211_hwsim decided so. After 32.1 ms, link 2 joined the connection;
mlotrace-air (pid 164) asked for it. Link 2 became active: the driver
mac80211_hwsim decided so. After 237.6 ms, a TID-to-link mapping with links 0
and 2 was asked for by the AP. Link 1 became dormant: a TID-to-link mapping of
the AP. After 285.5 ms, the connection ended: mlotrace-air (pid 164) asked for
it (reason 3, the sender is leaving).

traced for 4.82 s: 122 records, 0 lost
removals: 1 ap-reconf freed, 7 teardown freed, 1 assoc freed
verdict: clean
