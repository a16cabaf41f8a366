wlan0, 08:18:09 to 08:18:14 (4.77 s)
wlan0 connected to the AP 02:00:00:00:00:02 by links 0 and 1 of 0, 1 and 2
that it offers; mlotrace-air (pid 195) asked for it. The AP refused link 2:
unspecified (status 1). Link 1 became active: the driver mac80211_hwsim
decided so. After 660.8 ms, the AP announced that link 1 moves to 2447 MHz,
and that nobody sends until then. After 1.17 s, link 1 was on 2447 MHz. After
1.71 s, the AP announced a TID-to-link mapping that uses only link 0, in 96.0
ms, for 1.02 s. After 1.81 s, link 1 became dormant: a TID-to-link mapping of
the AP. After 3.12 s, the TID-to-link mapping ended, and no link was dormant
any more. Link 1 became active: the driver mac80211_hwsim decided so. After
3.73 s, the AP announced the removal of link 1, in 412.0 ms. After 4.22 s,
link 1 was removed from the interface, but the station kept it: it is stale,
and holds 1192 bytes. After 4.76 s, the stale link 1 went with its station,
537.6 ms after its removal. The AP ended the connection (reason 1,
unspecified).

traced for 8.53 s: 54 records, 0 lost
removals: 1 ap-reconf stale, 1 ap-reconf reclaimed, 1 teardown freed, 1 assoc freed
verdict: problem: this kernel leaks station links
