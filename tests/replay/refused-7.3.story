wlan0, 09:07:41 to 09:07:41 (528.6 ms)
wlan0 connected to the AP ba:60:ec:f8:37:c6 by links 0 and 1 of 0, 1 and 2
that it offers; mlotrace-air (pid 237) asked for it. After 28.4 ms, link 1
became active: the driver mac80211_hwsim decided so. After 195.5 ms, the AP
refused to add link 2: declined (status 37). After 528.6 ms, the connection
ended: mlotrace-air (pid 237) asked for it (reason 37, unknown).

wlan0, 09:07:42 to 09:07:43 (87.7 ms)
wlan0 connected to the AP 1a:65:e2:ce:fb:28 by links 0 and 1; mlotrace-air
(pid 243) asked for it. Link 1 became active: the driver mac80211_hwsim
decided so. After 40.8 ms, link 1 was removed; mlotrace-air (pid 243) asked
for it, and nothing of it was left. The AP refused the removal of link 1:
declined (status 37). After 87.7 ms, the connection ended: the AP refused to
change the links, or did not answer (reason 4, inactivity).

traced for 7.80 s: 62 records, 0 lost
removals: 1 sta-reconf freed, 3 teardown freed
verdict: clean
