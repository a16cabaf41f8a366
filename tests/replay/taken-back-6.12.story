wlan0, 09:04:55 to 09:04:56 (1.66 s)
wlan0 connected to the AP 26:e4:12:33:ea:de by links 0 and 1; mlotrace-air
(pid 231) asked for it. After 56.2 ms, link 1 became active: the driver
mac80211_hwsim decided so. After 849.3 ms, the driver mac80211_hwsim
restarted. After 877.0 ms, every link was set up again. After 1.66 s, the
connection ended: mlotrace-air (pid 231) asked for it (reason 3, the sender is
leaving).

wlan0, 09:04:58 to 09:05:03 (5.24 s)
wlan0 connected to the AP 56:55:da:8e:26:20 by links 0 and 1; mlotrace-air
(pid 248) asked for it. Link 1 became active: the driver mac80211_hwsim
decided so. After 67.8 ms, the AP announced that link 1 moves to 2447 MHz.
After 150.7 ms, the AP took back the channel switch of link 1. The channel
switch was aborted. After 5.24 s, the connection ended: mlotrace-air (pid 248)
asked for it (reason 3, the sender is leaving).

wlan0, 09:05:04 to 09:05:06 (1.46 s)
wlan0 connected to the AP fa:a7:6b:61:bb:e8 by links 0 and 1; mlotrace-air
(pid 254) asked for it. Link 1 became active: the driver mac80211_hwsim
decided so. After 72.5 ms, the AP announced a TID-to-link mapping that uses
only link 0, in 720.0 ms, for 1.02 s. After 442.7 ms, the AP took back the
TID-to-link mapping. After 1.46 s, the connection ended: mlotrace-air (pid
254) asked for it (reason 3, the sender is leaving).

wlan0, 09:05:07 to 09:05:08 (328.0 ms)
wlan0 connected to the AP 42:5d:d5:0d:3b:5b by links 0 and 1; mlotrace-air
(pid 260) asked for it. Link 1 became active: the driver mac80211_hwsim
decided so. After 328.0 ms, the connection ended: the kernel left (suspend,
rfkill, regulatory domain, or the AP's mode) (reason 3, the sender is
leaving).

traced for 31.03 s: 94 records, 0 lost
removals: 8 teardown freed
verdict: clean
