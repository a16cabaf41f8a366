# SPDX-License-Identifier: GPL-2.0-only
"""The plugin of mlotrace for sos, version 4 or later."""

from sos.report.plugins import DebianPlugin, IndependentPlugin, Plugin


# The sos 4.0 of Debian 12 takes no plugin that is merely independent.
class Mlotrace(Plugin, IndependentPlugin, DebianPlugin):

    short_desc = 'mlotrace: the multi-link station links of Wi-Fi 7'

    plugin_name = 'mlotrace'
    profiles = ('network', 'hardware')
    packages = ('mlotrace',)
    commands = ('mlotrace',)

    def setup(self):
        bundle = self.get_cmd_output_path(name='mlotrace.tar.zst', make=False)

        self.add_cmd_output('mlotrace doctor')
        # Addresses and names are replaced. Its time limits are its own: all
        # that hangs comes to less than this.
        self.add_cmd_output('mlotrace collect --duration 1s --output %s'
                            % bundle, timeout=1200)
